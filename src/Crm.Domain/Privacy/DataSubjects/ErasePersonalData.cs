using Crm.Domain.Kernel;

namespace Crm.Domain.Privacy.DataSubjects;

/// <summary>Make everything personal about somebody unreadable for ever.</summary>
/// <param name="Records">Everything that is kept about him, with its terms.</param>
/// <param name="Today">The date where he was registered.</param>
public sealed record ErasePersonalData(string Reason, UserId? By, IReadOnlyList<HeldRecord> Records, DateOnly Today)
{
    /// <summary>Accounts of others that are still owed and that he answers for.</summary>
    public int Guaranteed { get; init; }

    /// <summary>
    /// His other records, which were merged into this one or corrected to it, and the calls he was promised before he bought: they go with it, and what
    /// keeps one keeps all.
    /// </summary>
    public IReadOnlyList<DataSubject> Merged { get; init; } = [];
}

public static class ErasePersonalDataHandler
{
    public static Decision Handle(ErasePersonalData command, DataSubject subject)
    {
        DataSubject[] left = [.. command.Merged.Prepend(subject).Where(record => !record.Erased)];
        if (left.Length == 0) return Decision.AlreadySo;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse(Grounds.ReasonMissing);
        if (command.By?.Value == subject.Id) return Decision.Refuse("privacy.erases-himself", "Nobody erases himself.");

        var whole = subject with { Holds = [.. command.Merged.Prepend(subject).SelectMany(record => record.Holds)] };
        if (Grounds.Against(whole, command.Records, command.Today, command.Guaranteed) is [var ground, ..]) return Decision.Refuse(ground.Refusal);

        // Each in the stream of its record, which is there already.
        return left.Where(record => record.Id != subject.Id).Aggregate(
            subject.Erased ? Decision.Append() : subject.Append(Erased(subject, command)), (decision, record) => decision.And<DataSubject>(record.Id, Erased(record, command)));
    }

    private static SubjectErased Erased(DataSubject subject, ErasePersonalData command) => new(
        subject.Id, subject.Kind, PseudonymOf(subject), command.Reason.Trim(), subject.CampaignId, command.By, command.Today);

    // The last twelve digits are the random ones of a time-ordered id, and any of a derived one.
    private static string PseudonymOf(DataSubject subject) => $"{(subject.Kind is SubjectKind.User ? "user" : "person")}-{subject.Id.ToString("N")[^12..]}";
}

/// <summary>What was written about an erased person in a record of its own is redacted there too.</summary>
public static class EraseRecordTextHandler
{
    /// <param name="erased">Whether the record's text was erased already.</param>
    public static Decision Handle(Guid recordId, Guid subjectId, bool erased) =>
        erased ? Decision.AlreadySo : Decision.Append(new RecordTextErased(recordId, subjectId));
}
