using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PortfolioImports;

/// <summary>Import a creditor's file, or go on with it.</summary>
/// <param name="ImportId">Derived from the file's hash and the campaign, so that a file is imported once.</param>
public sealed record StartImport(
    ImportId ImportId, string FileHash, string FileName, long FileBytes, DateOnly CutOffDate, IReadOnlyDictionary<string, string> Mapping,
    UserId? StartedBy, BusinessMoment Now);

public static class StartImportHandler
{
    /// <summary>
    /// A file that runs or is done is already so: go on behind <see cref="PortfolioImport.LastLine"/>. One that failed or was undone starts again.
    /// </summary>
    /// <param name="import">The stream of the id: <c>null</c> unless the file was imported before.</param>
    /// <param name="portfolio">The portfolio it is imported into: it gives creditor, country and currency.</param>
    public static Decision Handle(StartImport command, PortfolioImport? import, Portfolio portfolio)
    {
        if (import is { Status: ImportStatus.Running or ImportStatus.Completed })
        {
            return import.PortfolioId == portfolio.Id && import.CutOffDate == command.CutOffDate && SameMapping(import.Mapping, command.Mapping)
                ? Decision.AlreadySo
                : Decision.Refuse(Refusals.Of("collections.import-differs",
                    $"The file was imported as of {import.CutOffDate:yyyy-MM-dd} with other parameters; undo that import first.",
                    [nameof(command.CutOffDate), nameof(command.Mapping)], ("cutOff", import.CutOffDate), ("portfolio", import.PortfolioId)));
        }

        if (portfolio.Closed) return Decision.Refuse("collections.portfolio-closed", $"Portfolio {portfolio.Code} is closed.");
        if (command.CutOffDate > command.Now.Date)
        {
            return Decision.Refuse(Refusals.Of("collections.cut-off-in-future", $"{command.CutOffDate:yyyy-MM-dd} is after today, {command.Now.Date:yyyy-MM-dd}.",
                [nameof(command.CutOffDate)], ("cutOff", command.CutOffDate), ("today", command.Now.Date)));
        }

        return Decision.Append(new ImportStarted(
            command.ImportId, portfolio.CampaignId, portfolio.Id, command.FileHash, command.FileName, command.FileBytes, portfolio.Creditor, portfolio.Country,
            portfolio.Currency, command.CutOffDate, command.Mapping, command.StartedBy, command.Now));
    }

    private static bool SameMapping(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(entry => right.TryGetValue(entry.Key, out var column) && column == entry.Value);
}
