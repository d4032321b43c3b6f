namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>How urgent an account is, by days past due: LOW 0–15, MEDIUM 16–30, HIGH 31–90, URGENT from 91.</summary>
public enum Priority { Low, Medium, High, Urgent }

public static class Priorities
{
    /// <summary>The days past due from which a priority holds: on these days it steps up by itself.</summary>
    public static readonly IReadOnlyList<int> Thresholds = [16, 31, 91];

    /// <param name="daysPastDue">As of the date asked for.</param>
    /// <param name="raised">One step up: a promise or agreement was broken and nothing was kept since.</param>
    public static Priority Of(int daysPastDue, bool raised) =>
        (Priority)Math.Min(Thresholds.Count(days => daysPastDue >= days) + (raised ? 1 : 0), (int)Priority.Urgent);
}
