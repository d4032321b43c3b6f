using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kernel;

public sealed class PhoneAndEmailTests
{
    [Theory]
    [InlineData("CO", "300 123 4567", "+573001234567", false)]
    [InlineData("CO", "+57 (300) 123-4567", "+573001234567", false)]
    [InlineData("CO", "573001234567", "+573001234567", false)]
    [InlineData("CO", "0057 300 1234567", "+573001234567", false)]
    [InlineData("CO", "601 745 6789", "+576017456789", true)]
    [InlineData("CL", "9 8765 4321", "+56987654321", false)]
    [InlineData("CL", "+56 2 2345 6789", "+56223456789", true)]
    [InlineData("MX", "55 1234 5678", "+525512345678", false)]
    [InlineData("MX", "+52 1 55 1234 5678", "+525512345678", false)]
    [InlineData("MX", "044 55 1234 5678", "+525512345678", false)]
    [InlineData("ES", "612 34 56 78", "+34612345678", false)]
    [InlineData("ES", "912345678", "+34912345678", true)]
    [InlineData("CO", "+34 612 345 678", "+34612345678", false)]
    [InlineData("CO", "+1 212 555 0100", "+12125550100", false)]
    public void A_phone_has_one_form(string country, string typed, string number, bool landline) =>
        PhoneNumber.Parse(country, typed).ShouldBe(new(number, landline, null));

    [Theory]
    [InlineData("CO", "", "missing")]
    [InlineData("CO", "7456789", "not-in-plan")] // seven digits, without the area since 2021
    [InlineData("CO", "3001234", "not-in-plan")]
    [InlineData("CO", "+57 1234567890", "not-in-plan")]
    [InlineData("CO", "300123456x", "characters")]
    [InlineData("CO", "300+1234567", "characters")]
    [InlineData("ES", "512345678", "not-in-plan")]
    [InlineData("CO", "+1 212", "length")]
    [InlineData("PE", "987654321", "country-missing")]
    public void What_is_no_phone_says_why(string country, string typed, string problem) =>
        PhoneNumber.Parse(country, typed).Problem!.Code.ShouldBe(problem);

    [Theory]
    [InlineData(" Ana.Gomez@Example.COM ", "ana.gomez@example.com")]
    [InlineData("a+b@sub.example.co", "a+b@sub.example.co")]
    [InlineData("ana@correo.españa.es", "ana@correo.españa.es")]
    public void An_email_has_one_form(string typed, string address) => EmailAddress.Normalize(typed).ShouldBe(Normalized.As(address));

    [Theory]
    [InlineData("")]
    [InlineData("ana")]
    [InlineData("ana@")]
    [InlineData("@example.com")]
    [InlineData("ana@example")]
    [InlineData("ana@@example.com")]
    [InlineData("ana gomez@example.com")]
    [InlineData("ana..gomez@example.com")]
    [InlineData("ana@-example.com")]
    [InlineData("ana@example.c")]
    [InlineData("ana@example.com\u0000")]
    [InlineData("=cmd()@example.com,x")]
    public void What_is_no_email_says_so(string typed) => EmailAddress.Normalize(typed).IsValid.ShouldBeFalse();
}
