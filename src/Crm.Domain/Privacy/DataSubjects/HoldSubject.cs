using Crm.Domain.Kernel;

namespace Crm.Domain.Privacy.DataSubjects;

/// <summary>Keep everything about a person until the hold is released.</summary>
/// <param name="HoldId">Made by the caller: hearing the command twice places one hold.</param>
public sealed record PlaceLegalHold(Guid HoldId, string Reason, UserId? By);

public static class PlaceLegalHoldHandler
{
    public static Decision Handle(PlaceLegalHold command, DataSubject subject) =>
        subject.Holds.Any(hold => hold.Id == command.HoldId) ? Decision.AlreadySo
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse(Grounds.ReasonMissing)
        : subject.Erased ? Decision.Refuse(Grounds.AlreadyErased)
        : subject.Append(new LegalHoldPlaced(subject.Id, command.HoldId, command.Reason.Trim(), subject.CampaignId, command.By));
}

public sealed record ReleaseLegalHold(Guid HoldId, string Reason, UserId? By);

public static class ReleaseLegalHoldHandler
{
    public static Decision Handle(ReleaseLegalHold command, DataSubject subject) =>
        subject.Holds.All(hold => hold.Id != command.HoldId) ? Decision.AlreadySo
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse(Grounds.ReasonMissing)
        : Decision.Append(new LegalHoldReleased(subject.Id, command.HoldId, command.Reason.Trim(), subject.CampaignId, command.By));
}
