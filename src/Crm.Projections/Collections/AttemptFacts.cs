using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>Every contact attempt, voided ones marked, for lists, exports and a person's file.</summary>
public sealed class AttemptFacts() : StreamProjection<AttemptFact>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(ContactAttempted), typeof(AttemptVoided), typeof(RecordTextErased)];

    public override AttemptFact? Evolve(AttemptFact? row, Recorded recorded) => recorded.Data switch
    {
        ContactAttempted e => new(
            e.AttemptId, e.DebtorId, e.Accounts, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.Channel, e.Direction, e.PhoneId, e.EmailId,
            e.Disposition, e.Flags, e.Moment.At, e.Moment.Date, e.Moment.Time, e.Moment.Zone, e.Notes, e.DurationSeconds, e.RecordingReference, e.OutsidePolicy),
        AttemptVoided e when row is not null => row with { Voided = true, VoidReason = e.Reason, VoidedBy = e.VoidedBy },
        RecordTextErased when row is not null => row with { Notes = Erasure.Placeholder },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("debtor_id", "debtorId").Text("on_date", "on")
        .Instant("at", "at").Text("disposition", "disposition").Text("channel", "channel").Boolean("voided", "voided")
        .Boolean("contact", "contact").Boolean("right_party", "rightParty")
        .Index(["campaign_id", "at", "id"]).Index(["agent_id", "at", "id"]).Index(["debtor_id", "at", "id"]);
}

/// <summary>A contact attempt.</summary>
/// <param name="On">Date at the campaign's wall clock.</param>
/// <param name="Time">Time at the campaign's wall clock.</param>
/// <param name="Notes">Personal: may name the debtor.</param>
public sealed record AttemptFact(
    AttemptId AttemptId, DebtorId DebtorId, IReadOnlyList<AttemptedAccount> Accounts, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId,
    ContactChannel Channel, ContactDirection Direction, Guid? PhoneId, Guid? EmailId, string Disposition, DispositionFlags Flags,
    DateTimeOffset At, DateOnly On, TimeOnly Time, string Zone, string? Notes, int? DurationSeconds, string? RecordingReference, bool OutsidePolicy)
{
    public bool Voided { get; init; }
    public string? VoidReason { get; init; }
    public UserId? VoidedBy { get; init; }
    public bool Contact => Flags.HasFlag(DispositionFlags.Contact);
    public bool RightParty => Flags.HasFlag(DispositionFlags.RightParty);
}
