using Crm.Domain.Kernel;
using Crm.Domain.Privacy.RetentionPolicies;

namespace Crm.Domain.Privacy.DataSubjects;

/// <summary>Something that is kept about a person, and the terms it is kept under.</summary>
/// <param name="LastOn">The last date something happened to it: its period runs from there.</param>
/// <param name="Open">What it is that somebody still has to do something about: it is kept whatever the period says; <c>null</c>: it is over.</param>
/// <param name="Terms">Of the campaign it belongs to.</param>
public sealed record HeldRecord(RecordKind Kind, Guid Id, DateOnly LastOn, OpenMatter? Open, RetentionTerms Terms)
{
    /// <summary>The first date on which nothing asks for keeping it any more.</summary>
    public DateOnly FreeOn => LastOn.AddYears(Terms.YearsOf(Kind));
}

/// <summary>What depends on a person's data being there: a debt that is owed, a ticket that is worked on, a sale under way, a call that was promised.</summary>
public enum OpenMatter { Debt, Ticket, Sale, Callback }

/// <summary>Why a person's data may not be erased yet.</summary>
/// <param name="Until">The date on which the ground falls away by itself; <c>null</c>: somebody has to do something about it.</param>
public sealed record Ground(Refusal Refusal, DateOnly? Until);

/// <summary>What stands against erasing somebody: the same for the command, for the list of who could be erased, and for the answer to him who asks.</summary>
public static class Grounds
{
    internal static Refusal ReasonMissing { get; } = new("privacy.reason-missing", "Say why.", ["reason"]);
    internal static Refusal AlreadyErased { get; } = new("privacy.already-erased", "His data was erased already.", []);

    /// <summary>Every ground, the heaviest first; none: he may be erased.</summary>
    /// <param name="guaranteed">Accounts of others that are still owed and that he answers for, as co-debtor or guarantor.</param>
    public static IReadOnlyList<Ground> Against(DataSubject subject, IReadOnlyList<HeldRecord> records, DateOnly today, int guaranteed = 0)
    {
        var grounds = new List<Ground>();
        grounds.AddRange(subject.Holds.Select(hold => new Ground(
            Of("privacy.legal-hold", "A legal hold keeps everything about him.", ("hold", hold.Id)), Until: null)));
        if (subject.InService) grounds.Add(new(Of("privacy.user-in-service", "The user has not left for good; close him first."), Until: null));

        int Open(OpenMatter matter) => records.Count(record => record.Open == matter);
        if (Open(OpenMatter.Ticket) is > 0 and var tickets) grounds.Add(new(Of("privacy.open-ticket", $"{tickets} of his tickets are still worked on.", ("tickets", tickets)), Until: null));
        if (Open(OpenMatter.Sale) is > 0 and var sales) grounds.Add(new(Of("privacy.open-sale", $"{sales} sales to him are still under way.", ("sales", sales)), Until: null));
        if (Open(OpenMatter.Callback) is > 0 and var calls) grounds.Add(new(Of("privacy.open-callback", $"{calls} calls to him are still to be made.", ("callbacks", calls)), Until: null));
        if (Open(OpenMatter.Debt) is > 0 and var debts) grounds.Add(new(Of("privacy.open-debt", $"{debts} of his accounts are still owed.", ("accounts", debts)), Until: null));

        if (guaranteed > 0)
        {
            grounds.Add(new(
                Of("privacy.guarantees-open-debt", $"He answers for {guaranteed} accounts of others that are still owed.", ("accounts", guaranteed)), Until: null));
        }

        // One ground for each kind: the longest.
        grounds.AddRange(records.Where(record => record.Open is null && record.FreeOn > today)
            .GroupBy(record => record.Kind, (_, kind) => kind.MaxBy(record => record.FreeOn)!)
            .OrderByDescending(record => record.FreeOn)
            .Select(record => new Ground(
                Of("privacy.retention-running", $"What is kept of the kind {record.Kind} must be kept until {record.FreeOn:yyyy-MM-dd}.",
                    ("kind", record.Kind), ("until", record.FreeOn), ("years", record.Terms.YearsOf(record.Kind))),
                record.FreeOn)));
        return grounds;
    }

    /// <summary>When the last ground falls away by itself; <c>null</c>: one does not.</summary>
    public static DateOnly? FreeOn(IReadOnlyList<Ground> grounds, DateOnly today) =>
        grounds.Any(ground => ground.Until is null) ? null : grounds.Select(ground => ground.Until!.Value).DefaultIfEmpty(today).Max();

    private static Refusal Of(string code, string reason, params IReadOnlyList<(string Name, object? Value)> figures) =>
        new(code, reason, []) { Figures = figures.ToDictionary(figure => figure.Name, figure => figure.Value) };
}
