using System.Globalization;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.TelecomSales;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.OrderNumbers;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.PortedNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.TelecomSales.SalesPolicies;

namespace Crm.Api.Demo;

/// <summary>One sale from the agent to wherever it stands: its number says how far it comes, so that twenty of them fill every tray.</summary>
internal sealed class DemoSale(
    CommandRunner runner, NaturalKeys keys, SalesFacts facts, DemoPlace place, DemoCrew crew, DemoTimes times, int seed, int number, Func<CampaignId, SaleKind, IReadOnlyList<PlanId>> plans)
{
    /// <summary>A shift: what a reviewer has claimed in the demo is still his when somebody looks.</summary>
    internal const int ClaimMinutes = 480;

    internal const int LongestDays = 12;

    /// <summary>People of sales are others than debtors.</summary>
    private const int FirstPerson = 5_000_000;

    // Not for secrets: the same day again is the point.
#pragma warning disable CA5394
    private readonly Random _chance = new(unchecked(seed * 1_000_033 + number));
    private readonly SaleId _id = new(keys.Derive("demo-sale", place.Campaign.ToString(), $"{seed}", $"{number}"));
    private readonly SaleKind _kind = KindOf(number);
    private DemoStory<Sale> _story = null!;
    private DateTimeOffset _now;

    private UserId Agent => crew.Agents[number % crew.Agents.Count];
    private Work Work => new(place.Campaign, place.Teams[number % crew.Agents.Count % place.Teams.Count], Agent);
    private BusinessMoment Now => BusinessMoment.Of(_now, place.Zone);

    /// <summary>Lives it. Repeating it changes nothing.</summary>
    /// <returns>How many events it made.</returns>
    public async Task<int> Run(CancellationToken ct)
    {
        _story = new(runner, _id.Value);
        switch (number % 20)
        {
            case 0 or 18: await Waiting(ct); break;
            case 1: await Claimed(ct); break;
            case 2: await Approved(1, ct); break;
            case 3 or 4: await ToKey(0, ct); break;
            case 5: await Keyed(1, ct); break;
            case 6: await Delivered(2, ct); break;
            case 7: await Undelivered(ct); break;
            case 8: await Returned(0, ct); break;
            case 9: await EscalatedInReview(ct); break;
            case 10: await EscalatedAtEntry(ct); break;
            case 11: await RefusedByOperator(ct); break;
            case 12 or 13 or 14: await Activated(6, ct); break;
            case 15: await ChargedBack(ct); break;
            case 16: await Rejected(ct); break;
            case 17: await Ended(ct); break;
            default: await Resubmitted(ct); break;
        }

        return _story.Events;
    }

    private static SaleKind KindOf(int number) => (number % 20) switch
    {
        0 or 2 or 5 or 6 or 8 or 11 or 13 => SaleKind.Portability,
        3 or 10 or 12 or 16 => SaleKind.PrepaidToPostpaid,
        1 or 9 or 14 or 15 or 19 => SaleKind.PlanUpgrade,
        _ => SaleKind.HomeService,
    };

    private Task Waiting(CancellationToken ct)
    {
        _now = times.Now.AddMinutes(-_chance.Next(5, 90));
        return Submit(ct);
    }

    private async Task Claimed(CancellationToken ct)
    {
        await Waiting(ct);
        _now = times.Now;
        await Step("ClaimSale", crew.Reviewer, sale => ClaimSaleHandler.Handle(new(crew.Reviewer, ClaimMinutes, Now), sale), ct);
    }

    private async Task Handed(int daysAgo, CancellationToken ct)
    {
        _now = times.Opening.AddDays(-daysAgo).AddMinutes(_chance.Next(0, 120));
        await Submit(ct);
    }

    private async Task Approved(int daysAgo, CancellationToken ct)
    {
        await Handed(daysAgo, ct);
        await Review("ApproveSale", sale => ApproveSaleHandler.Handle(new(crew.Reviewer, null, Now), sale), ct);
    }

    private async Task ToKey(int daysAgo, CancellationToken ct)
    {
        await Approved(daysAgo, ct);
        if (SalesPolicy.Default.Kind(_kind)!.Steps.VerificationCall)
            await Step("ConfirmSale", crew.Reviewer, sale => ConfirmSaleHandler.Handle(new(crew.Reviewer, null, Now), sale), ct);
    }

    private async Task Keyed(int daysAgo, CancellationToken ct)
    {
        await ToKey(daysAgo, ct);
        Pass();
        var text = string.Create(CultureInfo.InvariantCulture, $"{place.Code}-{seed}-{number:00000}");
        var id = keys.OrderNumber(SalesOperator, OrderNumber.Normalize(text).Value!);
        await _story.Take("KeyOrder", crew.Reviewer, async (unit, sale) =>
            KeyOrderHandler.Handle(new(text, id, crew.Reviewer, Now), sale!, await unit.Load<OrderNumber>(id)), ct);
    }

    private async Task Delivered(int daysAgo, CancellationToken ct)
    {
        await Keyed(daysAgo, ct);
        _now = _now.AddDays(1);
        await Step("DeliverOrder", crew.Reviewer, sale => DeliverOrderHandler.Handle(new(Now.Date, crew.Reviewer, Now), sale), ct);
    }

    private async Task Undelivered(CancellationToken ct)
    {
        await Keyed(2, ct);
        _now = _now.AddDays(1);
        await Step("ReportDeliveryFailed", crew.Reviewer, sale => ReportDeliveryFailedHandler.Handle(new(DeliveryFailure.CustomerAbsent, null, crew.Reviewer, Now), sale), ct);
    }

    private async Task Returned(int daysAgo, CancellationToken ct)
    {
        await Handed(daysAgo, ct);
        var field = _kind is SaleKind.Portability ? SaleField.PortingPin : SaleField.DocumentIssuedOn;
        await Review("ReturnSale", sale => ReturnSaleHandler.Handle(
            new(crew.Reviewer, [ReturnReason.DataWrong], [field], "No coincide con lo grabado", SalesPolicy.Default.UntouchedDays, Now), sale), ct);
    }

    private async Task Resubmitted(CancellationToken ct)
    {
        await Returned(1, ct);
        _now = times.Now.AddMinutes(-_chance.Next(5, 90));
        var (form, plan) = (Form() with { DocumentIssuedOn = new(2016, 4, 5) }, Plan);
        await _story.Take("ResubmitSale", Agent, async (unit, sale) => ResubmitSaleHandler.Handle(
            new(form, Customer, sale!.PortedNumberId, sale.Base, "Corregido con el cliente", Agent, Ground()), sale, await unit.Require<Plan>(plan.Value), null, await unit.Load<Customer>(Customer.Value)), ct);
    }

    private async Task EscalatedInReview(CancellationToken ct)
    {
        await Handed(0, ct);
        await Step("EscalateSale", crew.Reviewer, sale => EscalateSaleHandler.Handle(new(crew.Reviewer, false, EscalationReason.Pricing, "El cargo del plan no coincide", Now), sale), ct);
    }

    private async Task EscalatedAtEntry(CancellationToken ct)
    {
        await ToKey(0, ct);
        await Step("EscalateSale", crew.Reviewer, sale => EscalateSaleHandler.Handle(new(crew.Reviewer, false, EscalationReason.System, "El portal del operador no responde", Now), sale), ct);
    }

    private async Task RefusedByOperator(CancellationToken ct)
    {
        await Keyed(1, ct);
        await Step("RejectByOperator", crew.Reviewer, sale => RejectByOperatorHandler.Handle(new(OperatorRejection.WrongPin, null, crew.Reviewer, Now), sale), ct);
    }

    private async Task Activated(int daysAgo, CancellationToken ct)
    {
        if (SalesPolicy.Default.Kind(_kind)!.Steps.Delivery) await Delivered(daysAgo, ct);
        else await Keyed(daysAgo, ct);
        _now = _now.AddDays(1);
        await Step("ActivateSale", crew.Reviewer, sale => ActivateSaleHandler.Handle(new(Now.Date, crew.Reviewer, Now), sale), ct);
    }

    private async Task ChargedBack(CancellationToken ct)
    {
        await Activated(LongestDays, ct);
        _now = _now.AddDays(8);
        await Step("ChargeBackSale", crew.Reviewer, sale => ChargeBackSaleHandler.Handle(new(Now.Date, ChargebackReason.EarlyTermination, null, crew.Reviewer, Now), sale), ct);
    }

    private async Task Rejected(CancellationToken ct)
    {
        await Handed(1, ct);
        await Review("RejectSale", sale => RejectSaleHandler.Handle(new(crew.Reviewer, RejectReason.NoConsent, null, Now), sale), ct);
    }

    // Every other one says no in the verification call; the others are cancelled because the customer asks for it.
    private async Task Ended(CancellationToken ct)
    {
        await Approved(2, ct);
        if (number / 20 % 2 == 0) await Step("DeclineSale", crew.Reviewer, sale => DeclineSaleHandler.Handle(new(crew.Reviewer, "Muy caro", Now), sale), ct);
        else await Step("CancelSale", crew.Supervisor, sale => CancelSaleHandler.Handle(new(crew.Supervisor, CancelReason.CustomerRequest, null, Now), sale), ct);
    }

    private Task Submit(CancellationToken ct)
    {
        var (form, plan) = (Form(), Plan);
        Guid? ported = form.PortedNumber("CO") is { } line ? keys.PortedNumber(line) : null;
        string? named = null;
        return _story.Take("SubmitSale", Agent, async (unit, sale) =>
        {
            var (sold, held, customer) = (await unit.Require<Plan>(plan.Value), ported is { } its ? await unit.Load<PortedNumber>(its) : null, await unit.Load<Customer>(Customer.Value));
            Decision Decide(string name) => SubmitSaleHandler.Handle(new(_id, name, Work, form, Customer, ported, BaseMatch.Outside, null, Ground()), sale, sold, held, customer);

            // A number is drawn for what will be written only: once the stream is there, it has its own.
            if (await unit.Load<Sale>(_id.Value) is null && Decide("") is { Appends: true }) named ??= await facts.NextNumber(_kind, Now.Date, ct);
            return Decide(named ?? "");
        }, ct);
    }

    // The claim and what it is for are one unit: between two, the agenda would end a claim of yesterday.
    private Task Review(string command, Func<Sale, Decision> decide, CancellationToken ct) => Step(command, crew.Reviewer, sale =>
    {
        var claim = ClaimSaleHandler.Handle(new(crew.Reviewer, ClaimMinutes, Now), sale);
        if (claim.Refusal is not null) return claim;

        var decided = decide(claim.Events.Aggregate(sale, (before, @event) => Sale.Evolve(before, @event)!));
        return decided.Refusal is not null ? decided
            : decided.Others.Count == 0 ? Decision.Append([.. claim.Events, .. decided.Events])
            : throw new InvalidOperationException($"The demo's {command} ends a sale that holds a number.");
    }, ct);

    private Task Step(string command, UserId by, Func<Sale, Decision> decide, CancellationToken ct)
    {
        if (_now < times.Now) Pass();
        return _story.Take(command, by, decide, ct);
    }

    private void Pass() => _now = _now.AddMinutes(_chance.Next(5, 30));

    private PlanId Plan => plans(place.Campaign, _kind)[number / 20 % 2];

    private CustomerId Customer => keys.Customer("CO", "CC", DemoPeople.Document(seed, FirstPerson + number));

    private static string SalesOperator => "Móvil Andina";

    private SaleGround Ground()
    {
        var policy = SalesPolicy.Default with { Operator = SalesOperator, ClaimMinutes = ClaimMinutes };
        return new("CO", Currency.Cop, BusinessCalendar.Colombia, policy, 1, policy.Kind(_kind)!, Now);
    }

    private SaleForm Form()
    {
        var person = FirstPerson + number;
        var form = new SaleForm("CC", DemoPeople.Document(seed, person), DemoPeople.Name(person), DemoPeople.Phone(person), LeadSource: SalesPolicy.Default.LeadSources[number % 5]);
        var deliverOn = Now.Date.AddDays(1 + number % 3);
        return _kind switch
        {
            SaleKind.Portability => form with
            {
                DocumentIssuedOn = new(2015, 3, 2),
                NumberToPort = Line(),
                PortingPin = (10_000 + number % 90_000).ToString(CultureInfo.InvariantCulture),
                DeliverOn = deliverOn,
                PortingWindowOn = BusinessCalendar.Colombia.AddWorkingDays(deliverOn, 1),
            },
            SaleKind.HomeService => form with { InstallOn = deliverOn, InstallationAddress = $"Carrera {number % 90 + 1} # {number % 60 + 10}-20" },
            SaleKind.PlanUpgrade => form with { DocumentIssuedOn = new(2015, 3, 2), PreviousCharge = new Money(49_900, Currency.Cop) },
            _ => form with { DocumentIssuedOn = new(2015, 3, 2) },
        };
    }

    // Lines of one campaign are beside each other and away from those of others.
    private string Line()
    {
        var block = BitConverter.ToUInt32(keys.Derive("demo-lines", place.Campaign.ToString(), $"{seed}").ToByteArray(), 0) % 2_000;
        return (3_000_000_000L + block * 100_000L + number % 100_000).ToString(CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5394
}
