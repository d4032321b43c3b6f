namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>
/// What is owed as of a date: the balance last agreed with the creditor's file and what moved since, one sum a day.
/// A file is compared with the balance as of its own cut-off date, so that it does not undo what happened later.
/// </summary>
/// <param name="AgreedOn">The cut-off date; nothing can be said about days before it.</param>
/// <param name="Agreed">The balance at the end of that day.</param>
/// <param name="Later">Movements by day after it, in order.</param>
public sealed record Ledger(DateOnly AgreedOn, Balance Agreed, IReadOnlyList<LedgerDay> Later)
{
    /// <summary>Days kept; older ones are summed into the agreed balance, and files from before them come too late.</summary>
    public const int MaxDays = 120;

    public static Ledger Opened(DateOnly cutOffDate, Balance balance) => new(cutOffDate, balance, []);

    /// <summary>The balance at the end of a day that is not before <see cref="AgreedOn"/>.</summary>
    public Balance AsOf(DateOnly date) => Later.Where(day => day.Date <= date).Select(day => day.Moved).Aggregate(Agreed, Balance.Add);

    /// <summary>
    /// Adds a movement. One that is valued up to the agreed cut-off but learnt afterwards was not in that file for us:
    /// it counts on the day after, or a repeated file would undo it.
    /// </summary>
    public Ledger Moved(DateOnly valueDate, Balance moved)
    {
        var date = valueDate > AgreedOn ? valueDate : AgreedOn.AddDays(1);
        var before = Later.TakeWhile(day => day.Date < date);
        var after = Later.SkipWhile(day => day.Date <= date);
        var sum = moved + (Later.FirstOrDefault(day => day.Date == date)?.Moved ?? Balance.Zero(moved.Currency));
        IReadOnlyList<LedgerDay> later = sum == Balance.Zero(moved.Currency) ? [.. before, .. after] : [.. before, new(date, sum), .. after];
        return later.Count <= MaxDays ? this with { Later = later } : new(later[0].Date, Agreed + later[0].Moved, [.. later.Skip(1)]);
    }

    /// <summary>The creditor's balance as of a cut-off date is taken over; later movements stay, whatever keeps ours from going below nothing with them.</summary>
    public Ledger AgreedAsOf(DateOnly cutOffDate, Balance agreed, Balance balanceNow)
    {
        var ledger = new Ledger(cutOffDate, agreed, [.. Later.Where(day => day.Date > cutOffDate)]);
        var rounding = balanceNow - ledger.AsOf(DateOnly.MaxValue);
        return rounding == Balance.Zero(agreed.Currency) ? ledger : ledger.Moved(ledger.Later.Count == 0 ? cutOffDate : ledger.Later[^1].Date, rounding);
    }
}

/// <summary>What moved on a business date.</summary>
public sealed record LedgerDay(DateOnly Date, Balance Moved);
