using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kernel;

public sealed class DocumentNumberTests
{
    [Theory]
    [InlineData("CO", "CC", "1.020.304.056", "1020304056")]
    [InlineData("CO", "c.c.", " 0079123456 ", "79123456")]
    [InlineData("CO", "CE", "384756", "384756")]
    [InlineData("CO", "TI", "1034567890", "1034567890")]
    [InlineData("CO", "RC", "1034567890", "1034567890")]
    [InlineData("CO", "PPT", "5123456", "5123456")]
    [InlineData("CO", "NIT", "890.903.938-8", "890903938-8")]
    [InlineData("CO", "NIT", "8909039388", "890903938-8")]
    [InlineData("CO", "NIT", "890903938", "890903938-8")]
    [InlineData("CO", "NIT", "899999068-1", "899999068-1")]
    [InlineData("CO", "PASSPORT", "ab 123456", "AB123456")]
    [InlineData("CL", "RUT", "12.345.678-5", "12345678-5")]
    [InlineData("CL", "RUN", "11111111-1", "11111111-1")]
    [InlineData("CL", "RUT", "20347878k", "20347878-K")]
    [InlineData("MX", "CURP", "hegg560427mvzrrl04", "HEGG560427MVZRRL04")]
    [InlineData("MX", "RFC", "GODE561231GR8", "GODE561231GR8")]
    [InlineData("ES", "NIF", "12345678z", "12345678Z")]
    [InlineData("ES", "DNI", "1234567-L", "01234567L")]
    [InlineData("ES", "NIF", "A58818501", "A58818501")]
    [InlineData("ES", "NIE", "X-1234567-L", "X1234567L")]
    [InlineData("PE", "DNI", "4567 8901", "45678901")]
    public void Has_one_form(string country, string type, string typed, string number) =>
        DocumentNumber.Normalize(country, type, typed).ShouldBe(Normalized.As(number));

    [Theory]
    [InlineData("CO", "CC", "", "missing")]
    [InlineData("CO", "CC", null, "missing")]
    [InlineData("CO", "CC", "12A4567", "not-digits")]
    [InlineData("CO", "CC", "000", "length")]
    [InlineData("CO", "CC", "12345678901", "length")]
    [InlineData("CO", "NIT", "890903938-7", "check-digit")]
    [InlineData("CO", "NIT", "8909039387", "check-digit")]
    [InlineData("CO", "RUT", "12345678-5", "type-unknown")]
    [InlineData("CL", "RUT", "12345678-6", "check-digit")]
    [InlineData("CL", "RUT", "K", "length")]
    [InlineData("CL", "RUT", "1234A678-5", "not-digits")]
    [InlineData("MX", "CURP", "HEGG560427MVZRRL05", "check-digit")]
    [InlineData("MX", "CURP", "HEGG560427ZVZRRL04", "pattern")]
    [InlineData("MX", "RFC", "GODE561231GR7", "check-digit")]
    [InlineData("MX", "RFC", "GODE56", "length")]
    [InlineData("ES", "NIF", "12345678A", "check-digit")]
    [InlineData("ES", "NIF", "A58818502", "check-digit")]
    [InlineData("ES", "NIE", "X1234567A", "check-digit")]
    [InlineData("ES", "NIE", "Q1234567L", "pattern")]
    [InlineData("CO", "PAS", "A1", "length")]
    public void Says_why_there_is_none(string country, string type, string? typed, string problem)
    {
        var normalized = DocumentNumber.Normalize(country, type, typed);

        normalized.IsValid.ShouldBeFalse();
        normalized.Problem!.Code.ShouldBe(problem);
        if (typed?.Length > 3) normalized.Problem.Reason.ShouldNotContain(typed, Case.Insensitive, "A reason must not repeat a personal number.");
    }

    [Theory]
    [InlineData("CO", "NIT", "890903938")]
    [InlineData("CL", "RUT", "12345678-5")]
    [InlineData("MX", "RFC", "GODE561231GR8")]
    [InlineData("ES", "DNI", "1234567L")]
    public void The_form_is_its_own_form(string country, string type, string typed)
    {
        var once = DocumentNumber.Normalize(country, type, typed).Value;

        DocumentNumber.Normalize(country, DocumentNumber.NormalizeType(type), once).Value.ShouldBe(once);
    }
}
