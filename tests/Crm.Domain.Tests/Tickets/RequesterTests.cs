using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Requesters;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Tickets;

public sealed class RequesterTests
{
    private static readonly RequesterId Luz = new(Id("12"));
    private static readonly RegisterRequester Register = new(Luz, Known.Campaign, "CO", " Luz Mora ", " LUZ@example.com ", "300 123 4567");
    private static readonly RequesterRegistered Registered = new(Luz, Known.Campaign, "Luz Mora", "luz@example.com", "+573001234567");
    private static readonly SubjectErased Erased = new(Luz.Value, SubjectKind.Customer, "person-1", "Asked for it", Known.Campaign, Supervisor, new(2026, 6, 1));

    private static readonly Spec<Requester, RegisterRequester> Registers = new(RegisterRequesterHandler.Handle);
    private static readonly Spec<Requester, CorrectRequester> Corrects = new(CorrectRequesterHandler.Handle);

    [Fact]
    public void Is_known_by_his_contact_data_in_one_form() => Registers.Given().When(Register).Then(Registered);

    [Fact]
    public void Has_to_be_reachable()
    {
        Registers.Given().When(Register with { Email = null, Phone = " " }).ThenRefused("tickets.requester-unreachable");
        Registers.Given().When(Register with { Email = "luz" }).ThenRefused("tickets.requester-email-malformed");
        Registers.Given().When(Register with { Phone = "12" }).ThenRefused("tickets.requester-phone-malformed");
        Registers.Given().When(Register with { FullName = " " }).ThenRefused("tickets.requester-name-malformed");
    }

    [Fact]
    public void Is_corrected() => Corrects.Given(Registered).When(new("CO", "Luz Mora Díaz", null, "3001234567", Agent))
        .Then(new RequesterCorrected(Luz, "Luz Mora Díaz", null, "+573001234567", Agent));

    [Fact]
    public void Who_was_erased_is_not_written_about_again()
    {
        Registers.Given(Registered, Erased).When(Register).ThenRefused("tickets.requester-erased");
        Corrects.Given(Registered, Erased).When(new("CO", "Luz", "luz@example.com", null, Agent)).ThenRefused("tickets.requester-erased");
    }

    [Fact]
    public void His_data_may_be_erased_like_anybodys() => Folded.Of<DataSubject>(Registered).ShouldBe(new DataSubject(Luz.Value, SubjectKind.Customer, Known.Campaign));
}
