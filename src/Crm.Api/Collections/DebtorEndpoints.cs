using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Debtors: who they are and how they are reached. What they allow is in <see cref="DebtorRightsEndpoints"/>.</summary>
public static class DebtorEndpoints
{
    public static void MapDebtors(this IEndpointRouteBuilder routes)
    {
        var debtors = routes.MapGroup("/api/collections/debtors").WithTags("Collections: debtors");

        debtors.MapPost("/", Register)
            .WithName("RegisterDebtor")
            .WithSummary("Register a debtor by his document; registering him again changes nothing")
            .WithExample(new RegisterDebtorRequest(new(Examples.Campaign), "CO", "CC", "1020304050", "María Fernanda Ríos"))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.CustomersCreate);
        debtors.MapPost("/{id:guid}/correct-name", (Guid id, CorrectNameRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, debtor => CorrectNameHandler.Handle(new(body.FullName), debtor), ct))
            .Command("CorrectDebtorName", "Correct a name", new CorrectNameRequest("María Fernanda Ríos Peña"))
            .RequireIfMatch();
        debtors.MapPost("/{id:guid}/correct-document", CorrectDocument)
            .Command("CorrectDebtorDocument", "The document was wrong: accounts and contacts go to the record of the right one",
                new CorrectDocumentRequest("CC", "1020304051", "Typed wrong in the file"));
        debtors.MapPost("/{id:guid}/merge", Merge)
            .Command("MergeDebtors", "Two records are one person: this one goes into the other", new MergeRequest(new(Examples.Debtor), "Same person, two documents"));

        debtors.MapPost("/{id:guid}/phones", AddPhone)
            .Command("AddPhone", "Add a phone; adding it again changes nothing", new AddPhoneRequest("300 123 4567", "debtor"));
        debtors.MapPost("/{id:guid}/phones/{phoneId:guid}/verify", (Guid id, Guid phoneId, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, debtor => VerifyPhoneHandler.Handle(new(phoneId), debtor), ct))
            .Command("VerifyPhone", "He was reached there", null);
        debtors.MapPost("/{id:guid}/phones/{phoneId:guid}/mark-wrong", (Guid id, Guid phoneId, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, debtor => MarkPhoneWrongHandler.Handle(new(phoneId), debtor), ct))
            .Command("MarkPhoneWrong", "The number is not his", null);
        debtors.MapPost("/{id:guid}/phones/{phoneId:guid}/refuse", (Guid id, Guid phoneId, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, debtor => RefusePhoneHandler.Handle(new(phoneId, body.Reason), debtor), ct))
            .Command("RefusePhone", "He does not want to be reached there", new ReasonRequest("It is his work's number"));

        debtors.MapPost("/{id:guid}/emails", AddEmail)
            .Command("AddEmail", "Add an e-mail address", new AddEmailRequest("maria@example.com", "debtor"));
        debtors.MapPost("/{id:guid}/emails/{emailId:guid}/discard", (Guid id, Guid emailId, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, debtor => DiscardEmailHandler.Handle(new(emailId, body.Reason), debtor), ct))
            .Command("DiscardEmail", "The e-mail address is not his, or no longer", new ReasonRequest("Bounced"));
        debtors.MapPost("/{id:guid}/addresses", AddAddress)
            .Command("AddAddress", "Add an address", new AddAddressRequest("Calle 12 # 34-56", "Bogotá", "debtor"));
        debtors.MapPost("/{id:guid}/addresses/{addressId:guid}/discard", (Guid id, Guid addressId, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, debtor => DiscardAddressHandler.Handle(new(addressId, body.Reason), debtor), ct))
            .Command("DiscardAddress", "The address is not his, or no longer", new ReasonRequest("Moved"));
    }

    internal static RouteHandlerBuilder Command(
        this RouteHandlerBuilder endpoint, string name, string summary, object? example, string permission = Permission.CustomersUpdate)
    {
        endpoint.WithName(name).WithSummary(summary).Produces<CommandAnswer>().RequirePermission(permission);
        return example is null ? endpoint : endpoint.WithExample(example);
    }

    internal static Task<IResult> Change(
        Guid id, CommandContext context, Commands commands, CollectionsFacts facts, Func<Debtor, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
            UnitDecision.For<Debtor>(id, decide(await facts.Debtor(unit, new(id), context, ct))), ct);

    internal static Task<IResult> Register(
        RegisterDebtorRequest body, CommandContext context, Commands commands, CollectionsFacts facts, NaturalKeys keys, CancellationToken ct)
    {
        var id = keys.DebtorOf(body.Country, body.DocumentType, body.DocumentNumber);
        return commands.Handle(context, async (unit, _) =>
        {
            if (!context.Scope.Reaches(body.CampaignId)) throw new StreamMissingException(body.CampaignId.Value);

            await facts.Campaign(unit, body.CampaignId, context, ct);
            return UnitDecision.For<Debtor>(id.Value, RegisterDebtorHandler.Handle(
                new(id, body.Country, body.DocumentType, body.DocumentNumber, body.FullName, body.CampaignId), await unit.Load<Debtor>(id.Value)));
        }, ct);
    }

    internal static Task<IResult> CorrectDocument(
        Guid id, CorrectDocumentRequest body, CommandContext context, Commands commands, CollectionsFacts facts, NaturalKeys keys, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var debtor = await facts.Debtor(unit, new(id), context, ct);
            var right = keys.DebtorOf(debtor.Country, body.DocumentType, body.DocumentNumber);
            return UnitDecision.For<Debtor>(id, CorrectDocumentHandler.Handle(
                new(right, body.DocumentType, body.DocumentNumber, body.Reason), debtor, await unit.Load<Debtor>(right.Value), await facts.AccountsOf(unit, debtor.Id, ct)));
        }, ct);

    internal static Task<IResult> Merge(Guid id, MergeRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var debtor = await facts.Debtor(unit, new(id), context, ct);
            var into = await facts.Debtor(unit, body.IntoDebtorId, context, ct);
            return UnitDecision.For<Debtor>(id, MergeDebtorsHandler.Handle(new(body.IntoDebtorId, body.Reason), debtor, into, await facts.AccountsOf(unit, debtor.Id, ct)));
        }, ct);

    internal static Task<IResult> AddPhone(
        Guid id, AddPhoneRequest body, CommandContext context, Commands commands, CollectionsFacts facts, NaturalKeys keys, CancellationToken ct) =>
        Change(id, context, commands, facts, debtor =>
        {
            var parsed = PhoneNumber.Parse(debtor.Country, body.Number);
            var phoneId = keys.Contact(debtor.Id, "phone", parsed.IsValid ? parsed.Number : body.Number);
            return AddPhoneHandler.Handle(new(phoneId, body.Number, body.Source, body.Zone), debtor);
        }, ct);

    internal static Task<IResult> AddEmail(
        Guid id, AddEmailRequest body, CommandContext context, Commands commands, CollectionsFacts facts, NaturalKeys keys, CancellationToken ct) =>
        Change(id, context, commands, facts, debtor =>
        {
            var email = EmailAddress.Normalize(body.Email);
            return AddEmailHandler.Handle(new(keys.Contact(debtor.Id, "email", email.IsValid ? email.Value : body.Email), body.Email, body.Source), debtor);
        }, ct);

    internal static Task<IResult> AddAddress(
        Guid id, AddAddressRequest body, CommandContext context, Commands commands, CollectionsFacts facts, NaturalKeys keys, CancellationToken ct) =>
        Change(id, context, commands, facts, debtor => AddAddressHandler.Handle(
            new(keys.Contact(debtor.Id, "address", $"{body.Address}\n{body.City}"), body.Address, body.City, body.Source), debtor), ct);

    /// <summary>The id of the debtor with a document, however the document was typed.</summary>
    internal static DebtorId DebtorOf(this NaturalKeys keys, string country, string type, string number)
    {
        var normalized = DocumentNumber.Normalize(country, type, number);
        return keys.Debtor(country, DocumentNumber.NormalizeType(type), normalized.IsValid ? normalized.Value : number);
    }
}

/// <param name="Country">ISO 3166-1 alpha-2 of the document.</param>
/// <param name="DocumentType">As the country knows it: CC, NIT, RUT, CURP, NIE.</param>
public sealed record RegisterDebtorRequest(CampaignId CampaignId, string Country, string DocumentType, string DocumentNumber, string FullName);

public sealed record CorrectNameRequest(string FullName);

public sealed record CorrectDocumentRequest(string DocumentType, string DocumentNumber, string Reason);

public sealed record MergeRequest(DebtorId IntoDebtorId, string Reason);

/// <param name="Source">Where it comes from: <c>agent</c>, <c>debtor</c>.</param>
/// <param name="Zone">IANA zone, where it is known to differ from the campaign's.</param>
public sealed record AddPhoneRequest(string Number, string Source, string? Zone = null);

public sealed record AddEmailRequest(string Email, string Source);

public sealed record AddAddressRequest(string Address, string? City, string Source);

public sealed class RegisterDebtorRequestValidator : AbstractValidator<RegisterDebtorRequest>
{
    public RegisterDebtorRequestValidator()
    {
        RuleFor(request => request.Country).Length(2);
        RuleFor(request => request.DocumentType).NotEmpty().MaximumLength(20);
        RuleFor(request => request.DocumentNumber).NotEmpty().MaximumLength(40);
        RuleFor(request => request.FullName).NotEmpty().MaximumLength(200);
    }
}

public sealed class CorrectNameRequestValidator : AbstractValidator<CorrectNameRequest>
{
    public CorrectNameRequestValidator() => RuleFor(request => request.FullName).NotEmpty().MaximumLength(200);
}

public sealed class CorrectDocumentRequestValidator : AbstractValidator<CorrectDocumentRequest>
{
    public CorrectDocumentRequestValidator()
    {
        RuleFor(request => request.DocumentType).NotEmpty().MaximumLength(20);
        RuleFor(request => request.DocumentNumber).NotEmpty().MaximumLength(40);
        RuleFor(request => request.Reason).IsReason();
    }
}

public sealed class MergeRequestValidator : AbstractValidator<MergeRequest>
{
    public MergeRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

public sealed class AddPhoneRequestValidator : AbstractValidator<AddPhoneRequest>
{
    public AddPhoneRequestValidator()
    {
        RuleFor(request => request.Number).NotEmpty().MaximumLength(40);
        RuleFor(request => request.Source).NotEmpty().MaximumLength(40);
        RuleFor(request => request.Zone).MaximumLength(60);
    }
}

public sealed class AddEmailRequestValidator : AbstractValidator<AddEmailRequest>
{
    public AddEmailRequestValidator()
    {
        RuleFor(request => request.Email).NotEmpty().MaximumLength(254);
        RuleFor(request => request.Source).NotEmpty().MaximumLength(40);
    }
}

public sealed class AddAddressRequestValidator : AbstractValidator<AddAddressRequest>
{
    public AddAddressRequestValidator()
    {
        RuleFor(request => request.Address).NotEmpty().MaximumLength(300);
        RuleFor(request => request.City).MaximumLength(100);
        RuleFor(request => request.Source).NotEmpty().MaximumLength(40);
    }
}
