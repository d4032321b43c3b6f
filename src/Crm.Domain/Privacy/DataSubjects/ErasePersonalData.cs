using Crm.Domain.Kernel;

namespace Crm.Domain.Privacy.DataSubjects;

/// <summary>Make everything personal about somebody unreadable for ever.</summary>
/// <param name="Records">Everything that is kept about him, with its terms.</param>
/// <param name="Today">The date where he was registered.</param>
public sealed record ErasePersonalData(string Reason, UserId? By, IReadOnlyList<HeldRecord> Records, DateOnly Today);

public static class ErasePersonalDataHandler
{
    public static Decision Handle(ErasePersonalData command, DataSubject subject)
    {
        if (subject.Erased) return Decision.AlreadySo;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse(Grounds.ReasonMissing);
        if (command.By?.Value == subject.Id) return Decision.Refuse("privacy.erases-himself", "Nobody erases himself.");

        return Grounds.Against(subject, command.Records, command.Today) is [var ground, ..]
            ? Decision.Refuse(ground.Refusal)
            : Decision.Append(new SubjectErased(
                subject.Id, subject.Kind, PseudonymOf(subject), command.Reason.Trim(), subject.CampaignId, command.By, command.Today));
    }

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
