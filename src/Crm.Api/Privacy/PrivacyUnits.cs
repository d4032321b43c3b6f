using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Privacy.RetentionPolicies;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.Leads;
using Crm.Domain.Tickets.Requesters;

namespace Crm.Api.Privacy;

/// <summary>The commands on persons' data with the streams each stands on; given by HTTP and by the command line.</summary>
public sealed class PrivacyUnits(SubjectRecords records, BusinessClock clock)
{
    /// <param name="scope">How far the caller reaches; <c>null</c>: the command line, everywhere.</param>
    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Erase(Guid id, string reason, UserId? by, CallerScope? scope) => async (unit, ct) =>
    {
        var subject = await Subject(unit, id, scope, ct);
        if (scope is not null && !await records.Reaches(subject, scope, whole: true, ct))
            return For(subject, Decision.Refuse("privacy.beyond-reach", "Other campaigns, beyond your reach, keep something about him too."));

        var today = await Today(unit, subject);
        if (subject.Kind is SubjectKind.User)
            return For(subject, ErasePersonalDataHandler.Handle(new(reason, by, subject.Erased ? [] : await records.Of(subject, unit, ct), today), subject));

        var family = await records.Family(id, ct);
        var others = new List<DataSubject>();
        foreach (var other in family.Where(other => other != id)) others.Add(await Subject(unit, other, null, ct));
        if (scope is not null && !scope.All)
        {
            foreach (var other in others)
                if (!await records.Reaches(other, scope, whole: true, ct)) return For(subject, Decision.Refuse("privacy.beyond-reach", "Other campaigns, beyond your reach, keep something about him too."));
        }

        var kept = new List<HeldRecord>();
        foreach (var record in others.Prepend(subject)) kept.AddRange(await records.Of(record, unit, ct));
        return For(subject, ErasePersonalDataHandler.Handle(
            new(reason, by, kept, today) { Merged = others, Guaranteed = await records.Owed((await records.Guaranteed([.. family, id], ct)).SelectMany(accounts => accounts), unit) }, subject));
    };

    /// <summary>Everybody whose key goes when this person is erased: he, his records that were merged, the calls he was promised.</summary>
    public async Task<IReadOnlyList<Guid>> Together(Guid id, CancellationToken ct) => [.. (await records.Family(id, ct)).Append(id).Distinct()];

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Hold(Guid id, Guid holdId, string reason, UserId? by, CallerScope? scope) => async (unit, ct) =>
    {
        var subject = await Subject(unit, id, scope, ct);
        return For(subject, PlaceLegalHoldHandler.Handle(new(holdId, reason, by), subject));
    };

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Release(Guid id, Guid holdId, string reason, UserId? by, CallerScope? scope) => async (unit, ct) =>
    {
        var subject = await Subject(unit, id, scope, ct);
        return For(subject, ReleaseLegalHoldHandler.Handle(new(holdId, reason, by), subject));
    };

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> SetRetention(CampaignId? campaign, RetentionTerms terms, UserId? by) => async (unit, _) =>
    {
        if (campaign is { } its) await unit.Require<Campaign>(its.Value);
        var id = records.PolicyOf(campaign);
        return UnitDecision.For<RetentionPolicy>(id, SetRetentionPolicyHandler.Handle(new(campaign, terms, by), await unit.Load<RetentionPolicy>(id)));
    };

    /// <summary>The date where a person was registered; a user's is UTC's.</summary>
    public async Task<DateOnly> Today(CommandUnit unit, DataSubject subject) =>
        subject.CampaignId is { } campaign ? (await unit.Require<Campaign>(campaign.Value)).MomentAt(clock.GetUtcNow()).Date : DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private async Task<DataSubject> Subject(CommandUnit unit, Guid id, CallerScope? scope, CancellationToken ct)
    {
        var subject = await unit.Load<DataSubject>(id) ?? await records.InLeadBases(id, ct) ?? throw new StreamMissingException(id);
        return scope is null || await records.Reaches(subject, scope, whole: false, ct) ? subject : throw new StreamMissingException(id);
    }

    // The events stand in the person's own stream, whichever room's it is.
    private static UnitDecision For(DataSubject subject, Decision decision) => subject.Kind switch
    {
        SubjectKind.User => UnitDecision.For<User>(subject.Id, decision),
        SubjectKind.Customer => UnitDecision.For<Requester>(subject.Id, decision),
        SubjectKind.Buyer => UnitDecision.For<Customer>(subject.Id, decision),
        SubjectKind.Prospect => UnitDecision.For<Callback>(subject.Id, decision),
        SubjectKind.Line => UnitDecision.For<Lead>(subject.Id, decision),
        _ => UnitDecision.For<Debtor>(subject.Id, decision),
    };
}
