using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PortfolioImports;

/// <summary>Every line is done.</summary>
/// <param name="MissingAccounts">Accounts of the portfolio that the file did not contain: listed, never touched.</param>
public sealed record CompleteImport(int MissingAccounts, BusinessMoment Now);

/// <summary>The file cannot be read on from a line: truncated, wrong encoding. What was done stays.</summary>
public sealed record FailImport(int Line, string Code, string Reason);

/// <summary>The import was a mistake; what it did to the accounts was undone account by account before.</summary>
/// <param name="Accounts">How many were undone.</param>
public sealed record UndoImport(UserId UndoneBy, string Reason, int Accounts);

public static class CompleteImportHandler
{
    public static Decision Handle(CompleteImport command, PortfolioImport import) => import.Status switch
    {
        ImportStatus.Completed => Decision.AlreadySo,
        ImportStatus.Running => Decision.Append(new ImportCompleted(import.Id, import.Totals, command.MissingAccounts, command.Now))
            .And<Portfolio>(import.PortfolioId.Value, new PortfolioRefreshed(import.PortfolioId, import.Id, import.CutOffDate)),
        _ => Imports.RefuseNotRunning(import),
    };
}

public static class FailImportHandler
{
    public static Decision Handle(FailImport command, PortfolioImport import) => import.Status switch
    {
        ImportStatus.Failed => Decision.AlreadySo,
        ImportStatus.Running => Decision.Append(new ImportFailed(import.Id, command.Line, command.Code, command.Reason)),
        _ => Imports.RefuseNotRunning(import),
    };
}

public static class UndoImportHandler
{
    public static Decision Handle(UndoImport command, PortfolioImport import) => import.Status switch
    {
        ImportStatus.Undone => Decision.AlreadySo,
        ImportStatus.Running => Decision.Refuse("collections.import-running", "The import still runs; stop it first."),
        _ when string.IsNullOrWhiteSpace(command.Reason) => Decision.Refuse("collections.reason-missing", "Say why the import is undone.", nameof(command.Reason)),
        _ => Decision.Append(new ImportUndone(import.Id, command.UndoneBy, command.Reason, command.Accounts)),
    };
}
