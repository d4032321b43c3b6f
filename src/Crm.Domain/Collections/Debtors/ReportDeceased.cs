using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <param name="Source">Who says so: <c>relative</c>, <c>registry</c>, <c>attempt</c>.</param>
public sealed record ReportDeceased(string Source, AttemptId? AttemptId = null);

public static class ReportDeceasedHandler
{
    public static Decision Handle(ReportDeceased command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (debtor.Deceased) return Decision.AlreadySo;
        return string.IsNullOrWhiteSpace(command.Source)
            ? Decision.Refuse("collections.source-missing", "Say who reports it.", "source")
            : Decision.Append(new DebtorReportedDeceased(debtor.Id, command.Source.Trim(), command.AttemptId));
    }
}
