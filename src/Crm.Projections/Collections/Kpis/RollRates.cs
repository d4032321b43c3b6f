using Crm.Domain.Kernel;

namespace Crm.Projections.Collections.Kpis;

/// <summary>How a cohort moved between the ends of two months: every account that owed something at the first, by its bucket then and now.</summary>
/// <param name="Cells">By currency, bucket before and bucket after; <c>null</c> after: withdrawn or written off.</param>
public sealed record RollRates(DateOnly From, DateOnly To, IReadOnlyList<RollCell> Cells)
{
    /// <summary>Reads the accounts once, in any order.</summary>
    public static RollRates Of(IEnumerable<AccountAging> accounts, DateOnly from, DateOnly to)
    {
        Dictionary<(Currency, AgingBucket, AgingBucket?), (int Accounts, decimal Before, decimal After)> cells = [];
        foreach (var account in accounts)
        {
            if (account.At(from) is not { Bucket: not AgingBucket.Paid } before) continue;

            var after = account.At(to);
            var key = (account.Currency, before.Bucket, after?.Bucket);
            var cell = cells.GetValueOrDefault(key);
            cells[key] = (cell.Accounts + 1, cell.Before + before.Owed, cell.After + (after?.Owed ?? 0));
        }

        return new(from, to,
        [
            .. cells.Select(cell => new RollCell(cell.Key.Item1, cell.Key.Item2, cell.Key.Item3, cell.Value.Accounts, cell.Value.Before, cell.Value.After))
                .OrderBy(cell => cell.Currency.Code, StringComparer.Ordinal).ThenBy(cell => cell.Before).ThenBy(cell => cell.After ?? (AgingBucket)int.MaxValue),
        ]);
    }

    /// <summary>The last day of a month.</summary>
    public static DateOnly EndOfMonth(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));

    /// <summary>Accounts of the cohort, without those that left it.</summary>
    public int Cohort(AgingBucket before) => Cells.Where(cell => cell.Before == before && cell.After is not null).Sum(cell => cell.Accounts);

    /// <summary>Of them, those in a later bucket at the end.</summary>
    public int Rolled(AgingBucket before) => Cells.Where(cell => cell.Before == before && cell.After > before).Sum(cell => cell.Accounts);

    /// <summary>Of all that were past due at the first date, those that owe nothing or are current at the second.</summary>
    public (int Cured, int PastDue) Cures() => (
        Cells.Where(cell => cell.Before > AgingBucket.Current && cell.After <= AgingBucket.Current).Sum(cell => cell.Accounts),
        Cells.Where(cell => cell.Before > AgingBucket.Current && cell.After is not null).Sum(cell => cell.Accounts));
}

/// <param name="After"><c>null</c>: withdrawn or written off in between; excluded from the rates and shown.</param>
/// <param name="OwedBefore">In the currency.</param>
public sealed record RollCell(Currency Currency, AgingBucket Before, AgingBucket? After, int Accounts, decimal OwedBefore, decimal OwedAfter);
