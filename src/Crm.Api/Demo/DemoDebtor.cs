using System.Globalization;
using Crm.Api.Collections;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;

namespace Crm.Api.Demo;

/// <summary>
/// One debtor's day: handed over, assigned, tried by phone, perhaps a promise or an agreement, perhaps a payment. What happens follows from the
/// seed and his number alone, so that any number of them can run beside each other and it is the same day again.
/// </summary>
internal sealed class DemoDebtor(CommandRunner runner, NaturalKeys keys, DemoSite site, IReadOnlyList<UserId> agents, DateTimeOffset opening, int seed, int number)
{
    private static readonly string[] Unreached = ["NO_ANSWER", "VOICEMAIL", "PHONE_OFF", "HUNG_UP", "THIRD_PERSON_SILENT"];

    // Not for secrets: the same day again is the point.
#pragma warning disable CA5394
    private readonly Random _chance = new(unchecked(seed * 1_000_003 + number));
    private readonly DebtorId _debtor = keys.Debtor("CO", "CC", DemoPeople.Document(seed, number));
    private readonly string _reference = string.Create(CultureInfo.InvariantCulture, $"D{seed}-{number:000000}");
    private DateTimeOffset _now;
    private int _events;

    private AccountId Account => keys.Account(DemoCampaign.Creditor, _reference);
    private UserId Agent => agents[number % agents.Count];
    private TeamId Team => site.Teams[number % agents.Count % site.Teams.Count];
    private Work Work => new(site.Campaign, Team, Agent);
    private BusinessMoment Now => BusinessMoment.Of(_now, site.Zone);

    /// <summary>Lives the day. Repeating it changes nothing.</summary>
    /// <returns>How many events it made.</returns>
    public async Task<int> Run(CancellationToken ct)
    {
        _now = opening.AddSeconds(_chance.Next(0, 3600));
        await Arrive(ct);
        var balance = await Place(ct);
        if (_chance.Next(10) == 0) return _events;

        await Do<DebtAccount>("AssignAccount", Account.Value, account => AssignAccountHandler.Handle(new(Agent, Team, "round-robin", Now), account!), ct);
        for (var tries = _chance.Next(1, 4); tries > 1; tries--) await Try(Unreached[_chance.Next(Unreached.Length)], null, ct);
        await Talk(balance, ct);
        return _events;
    }

    private async Task Arrive(CancellationToken ct)
    {
        await Do<Debtor>("RegisterDebtor", _debtor.Value, debtor => RegisterDebtorHandler.Handle(
            new(_debtor, "CO", "CC", DemoPeople.Document(seed, number), DemoPeople.Name(number), site.Campaign), debtor), ct);
        await Do<Debtor>("AddPhone", _debtor.Value, debtor => AddPhoneHandler.Handle(
            new(Phone, DemoPeople.Phone(number), "demo"), debtor!), ct);
    }

    private Guid Phone => keys.Contact(_debtor, "phone", "+57" + DemoPeople.Phone(number));

    private async Task<Money> Place(CancellationToken ct)
    {
        var principal = _chance.Next(200, 4_000) * 1_000m;
        var balance = Balance.Zero(Currency.Cop) with { Principal = principal, Interest = Math.Round(principal * _chance.Next(2, 20) / 100m, 2), Fees = _chance.Next(0, 3) * 15_000m };
        await Do<DebtAccount>("PlaceAccount", Account.Value, account => PlaceAccountHandler.Handle(
            new(Account, _debtor, site.Portfolio, site.Campaign, site.Zone, DemoCampaign.Creditor, _reference, balance,
                Now.Date.AddDays(-1), Now.Date.AddDays(-_chance.Next(1, 60)), _chance.Next(0, 120), Now), account), ct);
        return balance.Total();
    }

    private async Task Talk(Money balance, CancellationToken ct)
    {
        switch (_chance.Next(100))
        {
            case < 35:
                await Try(Unreached[_chance.Next(Unreached.Length)], null, ct);
                break;
            case < 55:
                await Try("NEGOTIATING", null, ct);
                break;
            case < 85:
                await Promise(balance, ct);
                break;
            default:
                await Agree(balance, ct);
                break;
        }
    }

    private async Task Promise(Money balance, CancellationToken ct)
    {
        var amount = new Money(Math.Max(10_000m, Math.Floor(balance.Amount * _chance.Next(10, 60) / 100 / 1_000) * 1_000), Currency.Cop);
        var due = Now.Date.AddDays(_chance.Next(0, 20));
        var attempt = await Try("PROMISE_TO_PAY", (amount, due), ct);
        var id = new PromiseId(Id("promise"));
        await Do("MakePromise", async (unit, _) =>
        {
            var account = await unit.Require<DebtAccount>(Account.Value);
            var open = account.OpenPromise is { } known ? await unit.Require<PromiseToPay>(known.Value) : null;
            return UnitDecision.For<PromiseToPay>(id.Value, MakePromiseHandler.Handle(
                new(id, amount, due, PromiseOrigin.Agent, attempt, Work, BySupervisor: false, Now, await Rules(unit)),
                await unit.Load<PromiseToPay>(id.Value), account, open));
        }, ct);
        if (_chance.Next(100) < 45) await Pay(_chance.Next(4) == 0 ? new(Math.Floor(amount.Amount / 2), Currency.Cop) : amount, ct);
    }

    private async Task Agree(Money balance, CancellationToken ct)
    {
        var agreed = new Money(Math.Min(balance.Amount, Math.Ceiling(balance.Amount * 0.8m / 1_000) * 1_000), Currency.Cop);
        var installments = InstallmentPlan.Split(agreed, InstallmentPlan.Monthly(Now.Date.AddDays(_chance.Next(1, 15)), _chance.Next(2, 7)), 1_000);
        var attempt = await Try("AGREEMENT_SIGNED", (agreed, installments[0].DueOn), ct);
        var id = new AgreementId(Id("agreement"));
        await Do("SignAgreement", async (unit, _) =>
        {
            var account = await unit.Require<DebtAccount>(Account.Value);
            return UnitDecision.For<PaymentAgreement>(id.Value, SignAgreementHandler.Handle(
                new(id, agreed, installments, attempt, Work, BySupervisor: false, Now, await Rules(unit)), await unit.Load<PaymentAgreement>(id.Value), account));
        }, ct);
        if (_chance.Next(100) < 50) await Pay(installments[0].Amount, ct);
    }

    private async Task<AttemptId> Try(string disposition, (Money Amount, DateOnly Date)? agreed, CancellationToken ct)
    {
        _now = _now.AddMinutes(_chance.Next(10, 150));
        var id = new AttemptId(Id("attempt-" + _now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        var seconds = _chance.Next(15, 400);
        await Do("RecordContactAttempt", async (unit, _) =>
        {
            var (debtor, account) = (await unit.Require<Debtor>(_debtor.Value), await unit.Require<DebtAccount>(Account.Value));
            var guard = ContactGuard.StreamOf(_debtor);
            var facts = new CampaignFacts(await unit.Require<Campaign>(site.Campaign.Value), Now, Work, BySupervisor: false);
            return UnitDecision.For<ContactAttempt>(id.Value, RecordContactAttemptHandler.Handle(
                new(id, [Account], ContactChannel.Phone, ContactDirection.Outbound, disposition, Work, Now, facts.AttemptRules, Phone,
                    Amount: agreed?.Amount, Date: agreed?.Date, DurationSeconds: seconds),
                await unit.Load<ContactAttempt>(id.Value), debtor, await unit.Load<ContactGuard>(guard), [account]));
        }, ct);
        return id;
    }

    private async Task Pay(Money amount, CancellationToken ct)
    {
        _now = _now.AddMinutes(_chance.Next(5, 60));
        var id = keys.Payment("PSE", _reference);
        await Do("RegisterPayment", async (unit, _) => UnitDecision.For<Payment>(id.Value, RegisterPaymentHandler.Handle(
            new(id, "PSE", _reference, amount, Now.Date, PaymentSource.Gateway, null, Now),
            await unit.Load<Payment>(id.Value), await unit.Require<DebtAccount>(Account.Value))), ct);
        if (_chance.Next(10) == 0) return;

        await Do("ConfirmPayment", async (unit, _) =>
        {
            var (payment, account) = (await unit.Require<Payment>(id.Value), await unit.Require<DebtAccount>(Account.Value));
            return UnitDecision.For<Payment>(id.Value, await PaymentUnits.Confirm(unit, payment, account, new(null, Now, await Rules(unit))));
        }, ct);
    }
#pragma warning restore CA5394

    private async Task<Domain.Collections.CampaignRules> Rules(CommandUnit unit) =>
        new CampaignFacts(await unit.Require<Campaign>(site.Campaign.Value), Now, Work, BySupervisor: false).Rules;

    private Guid Id(string kind) => keys.Derive("demo-" + kind, site.Campaign.ToString(), _reference);

    private Task Do<T>(string command, Guid id, Func<T?, Decision> decide, CancellationToken ct) where T : class, IAggregate<T> =>
        Do(command, async (unit, _) => UnitDecision.For<T>(id, decide(await unit.Load<T>(id))), ct);

    private async Task Do(string command, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct)
    {
        var events = 0;
        var outcome = await runner.Run(DemoCampaign.Origin(command) with { Actor = Agent }, async (unit, token) =>
        {
            var decided = await decide(unit, token);
            events = decided.Decision.Events.Count + decided.Decision.Others.Sum(other => other.Events.Count);
            return decided;
        }, ct);
        switch (outcome)
        {
            case CommandOutcome.Done { Appended: true }: _events += events; break;
            case CommandOutcome.Done: break;
            case CommandOutcome.Refused refused: throw new InvalidOperationException($"The demo's {command} was refused: {refused.Refusal.Reason}");
            default: throw new InvalidOperationException($"The demo's {command} ended as {outcome}.");
        }
    }
}
