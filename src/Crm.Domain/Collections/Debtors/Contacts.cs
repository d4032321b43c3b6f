using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>Refusals that the commands on contact data share.</summary>
internal static class Contacts
{
    /// <summary><c>collections.phone-malformed</c> and the like; the figures say what is wrong, never the text itself.</summary>
    public static Refusal Malformed(string code, Malformed problem, string field) =>
        Refusals.Of(code, problem.Reason, [field], ("problem", problem.Code), ("detail", problem.Reason));

    public static Decision Unknown(string code, string what, string field) =>
        Decision.Refuse(code, $"The debtor has no such {what}.", field);

    public static Decision? RefuseWithout(string reason) =>
        string.IsNullOrWhiteSpace(reason) ? Decision.Refuse("collections.reason-missing", "Say why.", "reason") : null;
}
