using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>Promised next contacts: what is due (open ones by owner and instant), what was missed, and the calendar of all of them.</summary>
public sealed class FollowUpsTray() : StreamProjection<FollowUpItem>(version: 1), ILiveTray<FollowUpItem>
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(FollowUpScheduled), typeof(FollowUpCompleted), typeof(FollowUpMissed), typeof(FollowUpMoved), typeof(FollowUpCancelled), typeof(RecordTextErased)];

    public override FollowUpItem? Evolve(FollowUpItem? row, Recorded recorded) => recorded.Data switch
    {
        FollowUpScheduled e => new(
            e.FollowUpId, e.DebtorId, e.AccountId, e.AttemptId, e.Work.CampaignId, e.Work.TeamId, e.OwnerId, e.Due.At, e.Due.Date, e.Due.Time, e.Due.Zone,
            e.Note, FollowUpState.Open, Moves: 0),
        _ when row is null => null,
        FollowUpMoved e => row with
        {
            DueAt = e.NewDue.At,
            DueOn = e.NewDue.Date,
            DueTime = e.NewDue.Time,
            Zone = e.NewDue.Zone,
            State = FollowUpState.Open,
            Moves = row.Moves + 1,
        },
        FollowUpMissed => row with { State = FollowUpState.Missed },
        FollowUpCompleted => row with { State = FollowUpState.Completed },
        FollowUpCancelled => row with { State = FollowUpState.Cancelled },
        RecordTextErased => row with { Note = Erasure.Placeholder },
        _ => row,
    };

    public TrayRoute Route(FollowUpItem row) => new(row.CampaignId, row.TeamId, row.OwnerId);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("owner_id", "ownerId").Text("debtor_id", "debtorId").Text("state", "state")
        .Boolean("pending", "pending").Instant("due_at", "dueAt").Text("due_on", "dueOn")
        .Index(["owner_id", "due_at", "id"], where: "pending").Index(["campaign_id", "due_at", "id"], where: "pending")
        .Index(["campaign_id", "due_on", "id"]).Index(["debtor_id"]);
}

/// <summary>A next contact that was promised.</summary>
/// <param name="DueAt">UTC.</param>
/// <param name="DueOn">Date at the campaign's wall clock.</param>
/// <param name="DueTime">Time at the campaign's wall clock.</param>
/// <param name="Note">Personal: may name the debtor.</param>
public sealed record FollowUpItem(
    FollowUpId FollowUpId, DebtorId DebtorId, AccountId? AccountId, AttemptId? AttemptId, CampaignId CampaignId, TeamId? TeamId, UserId OwnerId,
    DateTimeOffset DueAt, DateOnly DueOn, TimeOnly DueTime, string Zone, string? Note, FollowUpState State, int Moves)
{
    /// <summary>Whether somebody still has to do it: a missed one stays in the tray.</summary>
    public bool Pending => State is FollowUpState.Open or FollowUpState.Missed;
}

public enum FollowUpState { Open, Missed, Completed, Cancelled }
