using System.Globalization;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Agenda;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Agenda;

namespace Crm.Api.Collections;

/// <summary>What is done when a deadline of campaigns and collections comes.</summary>
public sealed class CollectionsDeadlines(CollectionsFacts facts) : IDeadlines
{
    public IReadOnlyCollection<string> Kinds { get; } =
    [
        AgendaKinds.PromiseReminder, AgendaKinds.PromiseLapse, AgendaKinds.InstallmentOverdue, AgendaKinds.AgreementBreak, AgendaKinds.FollowUpMissed, AgendaKinds.BusinessDay,
    ];

    public DeadlineCommand CommandFor(AgendaItem item) => item.Kind switch
    {
        AgendaKinds.PromiseReminder => OfPromise(item, "RaiseReminder", (promise, _, campaign) =>
            RaiseReminderHandler.Handle(new(ReminderSchedule.Read(item).Dates[0], campaign.Now), promise)),
        AgendaKinds.PromiseLapse => OfPromise(item, "LapsePromise", (promise, account, campaign) =>
            LapsePromiseHandler.Handle(new(campaign.Now), promise, account)),
        AgendaKinds.InstallmentOverdue => OfAgreement(item, "MarkInstallmentsOverdue", (agreement, _, campaign) =>
            MarkInstallmentsOverdueHandler.Handle(new(campaign.Now), agreement)),
        AgendaKinds.AgreementBreak => OfAgreement(item, "BreakAgreement", (agreement, account, campaign) =>
            BreakAgreementHandler.Handle(new(campaign.Now), agreement, account)),
        AgendaKinds.FollowUpMissed => new("MissFollowUp", async (unit, _) =>
            UnitDecision.For<FollowUp>(item.StreamId, MissFollowUpHandler.Handle(new(facts.Now), await unit.Require<FollowUp>(item.StreamId)))),
        AgendaKinds.BusinessDay => new("OpenBusinessDay", async (unit, _) =>
            UnitDecision.For<Campaign>(item.StreamId, OpenBusinessDayHandler.Handle(new(facts.Now), await unit.Require<Campaign>(item.StreamId)))),
        _ => throw new InvalidOperationException($"No command belongs to the deadline '{item.Kind}'."),
    };

    private DeadlineCommand OfPromise(AgendaItem item, string command, Func<PromiseToPay, DebtAccount, CampaignFacts, Decision> decide) => new(command, async (unit, _) =>
    {
        var promise = await unit.Require<PromiseToPay>(item.StreamId);
        var account = await unit.Require<DebtAccount>(promise.AccountId.Value);
        return UnitDecision.For<PromiseToPay>(item.StreamId, decide(promise, account, await facts.Campaign(unit, account.CampaignId)));
    });

    private DeadlineCommand OfAgreement(AgendaItem item, string command, Func<PaymentAgreement, DebtAccount, CampaignFacts, Decision> decide) => new(command, async (unit, _) =>
    {
        var agreement = await unit.Require<PaymentAgreement>(item.StreamId);
        var account = await unit.Require<DebtAccount>(agreement.Parties.AccountId.Value);
        return UnitDecision.For<PaymentAgreement>(item.StreamId, decide(agreement, account, await facts.Campaign(unit, account.CampaignId)));
    });
}

/// <summary>A business day has opened: accounts whose days past due pass a threshold of priority on it are aged, and only those.</summary>
public sealed class DayOpening(ViewReader views, CommandRunner runner)
{
    private const int AtOnce = 64;

    /// <summary>Ages the accounts of a campaign; hearing of the same day again ages nothing.</summary>
    /// <returns>How many were aged.</returns>
    public async Task<int> Open(BusinessDayOpened day, string? causationId, CancellationToken ct)
    {
        var today = day.Date.ToString("O", CultureInfo.InvariantCulture);
        var aged = 0;
        for (var after = Guid.Empty; ;)
        {
            var accounts = await views.Query<Guid>(
                $"""
                select id from {DocumentTable.Of<AccountsTray>()}
                where campaign_id = @campaign and ages_on is not null and ages_on <= @today and id > @after
                order by id limit 500
                """, new { campaign = day.CampaignId.ToString(), today, after }, ct);
            foreach (var wave in accounts.Chunk(AtOnce))
                aged += (await Task.WhenAll(wave.Select(account => Age(account, day, causationId, ct)))).Count(appended => appended);
            if (accounts.Count < 500) return aged;

            after = accounts[^1];
        }
    }

    private async Task<bool> Age(Guid account, BusinessDayOpened day, string? causationId, CancellationToken ct)
    {
        var outcome = await runner.Run(new CommandOrigin("AgeAccount", CausationId: causationId), async (unit, _) =>
            UnitDecision.For<DebtAccount>(account, AgeAccountHandler.Handle(new(day.Date), await unit.Require<DebtAccount>(account))), ct);
        return outcome is CommandOutcome.Done { Appended: true };
    }
}
