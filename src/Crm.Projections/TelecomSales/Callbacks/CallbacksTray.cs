using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;

namespace Crm.Projections.TelecomSales.Callbacks;

/// <summary>Promised calls to prospects: what is due, what was missed, what became of them, and the calendar of all.</summary>
public sealed class CallbacksTray() : StreamProjection<CallbackRow>(version: 1), ILiveTray<CallbackRow>
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(CallbackScheduled), typeof(CallbackDue), typeof(CallbackMissed), typeof(CallbackMoved), typeof(CallbackDeferred), typeof(CallbackUnreached), typeof(CallbackWon),
        typeof(CallbackDeclined), typeof(CallbackCancelled), typeof(CallbackReassigned), typeof(RecordTextErased),
    ];

    public override CallbackRow? Evolve(CallbackRow? row, Recorded recorded) => recorded.Data switch
    {
        CallbackScheduled e => new(
            e.CallbackId, e.Kind, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.ProspectName, e.Phone, e.Due.At, e.Due.Date, e.Due.Time, e.Due.Zone, e.Note,
            CallbackState.Scheduled, Tries: 0, SaleId: null, e.Moment.At, e.Moment.Date, e.Moment.At),
        _ when row is null => null,
        CallbackDue e => row with { State = CallbackState.Due, UpdatedAt = e.Moment.At },
        CallbackMissed e => row with { State = CallbackState.Missed, UpdatedAt = e.Moment.At },
        CallbackMoved e => Again(row, e.NewDue, e.Moment),
        CallbackDeferred e => Again(row, e.NewDue, e.Moment) with { Tries = 0, Note = e.Note ?? row.Note },
        CallbackUnreached e => Again(row, e.NewDue, e.Moment) with { Tries = e.Tries, Note = e.Note ?? row.Note },
        CallbackWon e => row with { State = CallbackState.Won, SaleId = e.SaleId, Note = e.Note ?? row.Note, UpdatedAt = e.Moment.At },
        CallbackDeclined e => row with { State = CallbackState.Declined, Note = e.Note ?? row.Note, UpdatedAt = e.Moment.At },
        CallbackCancelled e => row with { State = CallbackState.Cancelled, UpdatedAt = e.Moment.At },
        CallbackReassigned e => row with { TeamId = e.Work.TeamId, AgentId = e.Work.AgentId, UpdatedAt = e.Moment.At },
        RecordTextErased => row with { ProspectName = Erasure.Placeholder, Phone = Erasure.Placeholder, Note = Erasure.Placeholder },
        _ => row,
    };

    public TrayRoute Route(CallbackRow row) => new(row.CampaignId, row.TeamId, row.AgentId);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("kind", "kind").Text("state", "state")
        .Boolean("pending", "pending").Instant("due_at", "dueAt").Text("due_on", "dueOn").Text("created_on", "createdOn").Text("name_search", "nameSearch").Text("phone_search", "phoneSearch")
        .Index(["agent_id", "due_at", "id"], where: "pending").Index(["campaign_id", "due_at", "id"], where: "pending")
        .Index(["campaign_id", "due_on", "id"]).Index(["agent_id", "due_on", "id"]).Index(["campaign_id", "created_on", "id"]);

    private static CallbackRow Again(CallbackRow row, BusinessMoment due, BusinessMoment moment) => row with
    {
        DueAt = due.At,
        DueOn = due.Date,
        DueTime = due.Time,
        Zone = due.Zone,
        State = CallbackState.Scheduled,
        UpdatedAt = moment.At,
    };
}

/// <summary>A promised call.</summary>
/// <param name="ProspectName">Personal, as phone and note.</param>
/// <param name="DueAt">UTC.</param>
/// <param name="DueOn">Date at the campaign's wall clock.</param>
/// <param name="DueTime">Time at the campaign's wall clock.</param>
/// <param name="Tries">How often the prospect was not reached in a row.</param>
/// <param name="CreatedOn">Date at the campaign's wall clock.</param>
public sealed record CallbackRow(
    CallbackId CallbackId, SaleKind Kind, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, string ProspectName, string Phone, DateTimeOffset DueAt, DateOnly DueOn,
    TimeOnly DueTime, string Zone, string? Note, CallbackState State, int Tries, SaleId? SaleId, DateTimeOffset CreatedAt, DateOnly CreatedOn, DateTimeOffset UpdatedAt)
{
    /// <summary>Whether somebody still has to make it: a missed one stays in the tray.</summary>
    public bool Pending => State is CallbackState.Scheduled or CallbackState.Due or CallbackState.Missed;

    // Nobody is found by having been erased.
    public string NameSearch => ProspectName == Erasure.Placeholder ? "" : SearchText.OfName(ProspectName);
    public string PhoneSearch => Phone == Erasure.Placeholder ? "" : SearchText.OfCode(Phone);
}

public enum CallbackState { Scheduled, Due, Missed, Won, Declined, Cancelled }
