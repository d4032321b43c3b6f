using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Collections;
using Crm.Api.Collections.Queries;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>Everything about a debtor, and the forms to log an attempt, a promise, an agreement and a payment on one of his accounts.</summary>
[RecordsReads(AccessKind.DebtorFile, ByItself = true)]
[Requires(Permission.CustomersRead)]
public sealed class DebtorModel(
    DebtorQueries debtors, ViewReader views, UserReader users, AccessLog reads, Commands commands, CollectionsFacts facts, NaturalKeys keys, BusinessClock clock) : WorkPage
{
    private static readonly string[] Shown =
    [
        DocumentTable.NameOf<DebtorFile>(), DocumentTable.NameOf<AccountsTray>(), DocumentTable.NameOf<AttemptFacts>(), DocumentTable.NameOf<PromiseFacts>(),
        DocumentTable.NameOf<AgreementFile>(), DocumentTable.NameOf<PaymentFacts>(), DocumentTable.NameOf<FollowUpsTray>(),
    ];

    public Debtor360 Whole { get; private set; } = null!;

    /// <summary>The account that the forms are about; <c>null</c>: he has none within reach.</summary>
    public AccountLine? Chosen { get; private set; }
    public CampaignInfo? Campaign { get; private set; }
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>The campaign's date.</summary>
    public DateOnly Today { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    /// <summary>The outcomes that may be chosen.</summary>
    public IEnumerable<Disposition> Outcomes => Campaign?.Dispositions?.Value.Where(disposition => disposition.Active) ?? [];

    public string Zone => Campaign?.Zone ?? "America/Bogota";

    public string Name(UserId? user) => user is { } id ? Names.GetValueOrDefault(id.Value, "–") : "–";

    /// <summary>The label of an outcome in the language of the page.</summary>
    public string Outcome(string code) => Badges.Outcome(Campaign, code);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAttemptAsync(
        ContactChannel channel, ContactDirection direction, string? disposition, Guid? phone, string? notes, decimal? amount, DateOnly? date, DateTime? followUp, Guid command, CancellationToken ct)
    {
        if (!await Ready("attempt", ct)) return Again();

        var account = Chosen!;
        var next = followUp is { } at ? new NextContactRequest(AtTheCampaignsWall(at)) : null;
        var request = new RecordAttemptRequest(
            new(Id), account.CampaignId, channel, direction, disposition ?? "", [account.AccountId], new AttemptId(command), PhoneId: phone,
            Notes: string.IsNullOrWhiteSpace(notes) ? null : notes, Amount: Money(amount), Date: date, FollowUp: next);
        return await Send("attempt", "RecordContactAttempt", Permission.AttemptsCreate, request, (body, context) => ContactEndpoints.Record(body, context, commands, facts, ct), ct);
    }

    public async Task<IActionResult> OnPostPromiseAsync(decimal? amount, DateOnly? due, CancellationToken ct)
    {
        if (!await Ready("promise", ct, amount is not null, due is not null)) return Again();

        return await Send("promise", "MakePromise", Permission.PromisesCreate, new MakePromiseRequest(Chosen!.AccountId, Money(amount)!.Value, due!.Value),
            (body, context) => PromiseEndpoints.Make(body, context, commands, facts, ct), ct);
    }

    public async Task<IActionResult> OnPostAgreementAsync(decimal? agreed, int? count, DateOnly? first, CancellationToken ct)
    {
        if (!await Ready("agreement", ct, agreed is not null, count is > 0 and <= 500, first is { Year: < 9000 })) return Again();

        var installments = InstallmentPlan.Split(Money(agreed)!.Value, InstallmentPlan.Monthly(first!.Value, count!.Value));
        var request = new SignAgreementRequest(
            Chosen!.AccountId, Money(agreed)!.Value, [.. installments.Select(installment => new InstallmentRequest(installment.DueOn, installment.Amount))]);
        return await Send("agreement", "SignAgreement", Permission.AgreementsCreate, request, (body, context) => AgreementEndpoints.Sign(body, context, commands, facts, ct), ct);
    }

    public async Task<IActionResult> OnPostPaymentAsync(string? provider, string? reference, decimal? amount, DateOnly? valueDate, CancellationToken ct)
    {
        if (!await Ready("payment", ct, amount is not null, valueDate is not null)) return Again();

        var request = new RegisterPaymentRequest(Chosen!.AccountId, provider ?? "", reference ?? "", Money(amount)!.Value, valueDate!.Value);
        return await Send("payment", "RegisterPayment", Permission.PaymentsCreate, request, (body, context) => PaymentEndpoints.Register(body, context, commands, facts, keys, ct), ct);
    }

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct) =>
        await Give(form, command, permission, request, run, Shown, ct) ? RedirectToPage(new { id = Id, account = Account }) : Page();

    /// <summary>Loads the page for a form; without an account within reach, or with a field that cannot be read, there is nothing to send.</summary>
    private async Task<bool> Ready(string form, CancellationToken ct, params bool[] filled)
    {
        var complete = !filled.Contains(false);
        if (!await Load(ct)) return false;
        if (complete && ModelState.IsValid && Chosen is not null) return true;

        RefuseUnread(form);
        return false;
    }

    private IActionResult Again() => Whole is null ? NotFound() : Page();

    private async Task<bool> Load(CancellationToken ct)
    {
        if (await debtors.Show(Id, ScopeOf(Permission.CustomersRead), ScopeOf(Permission.CustomersSeePersonalData), ct) is not { } file) return false;

        if (file.PersonalDataShown)
            await reads.Record(CommandContext.For(HttpContext, "ShowDebtor", Permission.CustomersRead), AccessKind.DebtorFile, Id.ToString(), new { }, ct);
        Whole = file;
        Chosen = file.Accounts.FirstOrDefault(account => account.AccountId.Value == Account) ?? (file.Accounts.Count > 0 ? file.Accounts[0] : null);
        Account = Chosen?.AccountId.Value;
        Campaign = await views.Find<CampaignCard, CampaignInfo>((Chosen?.CampaignId ?? file.Debtor.CampaignId).Value, ct);
        Today = BusinessMoment.Of(clock.GetUtcNow(), Zone).Date;
        Names = await users.Names(
            [.. file.Attempts.Select(attempt => attempt.AgentId).Concat(file.Promises.Select(promise => promise.AgentId)).Concat(file.Accounts.Select(account => account.OwnerId))
                .OfType<UserId>().Select(user => user.Value).Distinct()], ct);
        return true;
    }

    private Money? Money(decimal? amount) => amount is { } value ? new Money(value, Chosen!.Balance.Currency) : null;

    // What a form says is the wall clock of the campaign; in the hour that is skipped in spring it is the hour after.
    private DateTimeOffset AtTheCampaignsWall(DateTime local)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        var unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return new DateTimeOffset(unspecified, zone.GetUtcOffset(unspecified)).ToUniversalTime();
    }

    /// <summary>A number as an input element takes it.</summary>
    public static string Plain(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
