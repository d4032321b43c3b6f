using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kernel;

public sealed class HolidaysTests
{
    [Theory]
    [InlineData(2018, "01-01 03-30 03-31 05-01 05-21 06-21 07-02 07-16 08-15 09-17 09-18 09-19 10-15 11-01 11-02 12-08 12-25")] // Reformation day moved to 2 November
    [InlineData(2021, "01-01 04-02 04-03 05-01 05-21 06-21 06-28 07-16 08-15 09-17 09-18 09-19 10-11 10-31 11-01 12-08 12-25")] // Friday the 17th
    [InlineData(2023, "01-01 01-02 04-07 04-08 05-01 05-21 06-21 06-26 07-16 08-15 09-18 09-19 10-09 10-27 11-01 12-08 12-25")] // Monday the 2nd; solstice on the 21st
    [InlineData(2024, "01-01 03-29 03-30 05-01 05-21 06-20 06-29 07-16 08-15 09-18 09-19 09-20 10-12 10-31 11-01 12-08 12-25")] // solstice on the 20th; Friday the 20th
    [InlineData(2025, "01-01 04-18 04-19 05-01 05-21 06-20 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25")]
    [InlineData(2026, "01-01 04-03 04-04 05-01 05-21 06-21 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25")]
    public void Of_Chile(int year, string dates) => Written(HolidayRule.Chile, year).ShouldBe(dates);

    [Theory]
    [InlineData(2018, "01-01 02-05 03-19 05-01 09-16 11-19 12-01 12-25")] // the last handover in December
    [InlineData(2024, "01-01 02-05 03-18 05-01 09-16 10-01 11-18 12-25")] // the first in October
    [InlineData(2025, "01-01 02-03 03-17 05-01 09-16 11-17 12-25")]
    [InlineData(2026, "01-01 02-02 03-16 05-01 09-16 11-16 12-25")]
    public void Of_Mexico(int year, string dates) => Written(HolidayRule.Mexico, year).ShouldBe(dates);

    [Theory]
    [InlineData(2024, "01-01 01-06 03-29 05-01 08-15 10-12 11-01 12-06 12-08 12-25")]
    [InlineData(2025, "01-01 01-06 04-18 05-01 08-15 10-12 11-01 12-06 12-08 12-25")]
    [InlineData(2026, "01-01 01-06 04-03 05-01 08-15 10-12 11-01 12-06 12-08 12-25")]
    public void Of_Spain(int year, string dates) => Written(HolidayRule.Spain, year).ShouldBe(dates);

    [Theory]
    [InlineData("CO", "2026-07-20", "2026-09-18")]
    [InlineData("CL", "2026-09-18", "2026-09-16")]
    [InlineData("MX", "2026-09-16", "2026-07-20")]
    [InlineData("ES", "2026-10-12", "2026-07-20")]
    public void A_country_brings_its_own(string country, string holiday, string elsewhere)
    {
        var calendar = BusinessCalendar.Of(country);

        calendar.IsWorkingDay(Kit.Known.Date(holiday)).ShouldBeFalse();
        calendar.IsWorkingDay(Kit.Known.Date(elsewhere)).ShouldBeTrue();
    }

    [Fact]
    public void Every_rule_that_can_be_chosen_has_its_days() =>
        Enum.GetValues<HolidayRule>().Where(rule => rule is not HolidayRule.None).ShouldAllBe(rule => Holidays.In(rule, 2026).Count >= 7);

    private static string Written(HolidayRule rule, int year)
    {
        var dates = Holidays.In(rule, year);
        dates.ShouldAllBe(date => Holidays.Contains(rule, date));
        return string.Join(' ', dates.Select(date => $"{date:MM-dd}"));
    }
}
