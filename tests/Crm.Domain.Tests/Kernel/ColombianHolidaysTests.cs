using Crm.Domain.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Domain.Tests.Kernel;

public sealed class ColombianHolidaysTests
{
    [Theory]
    [InlineData(2024, "01-01 01-08 03-25 03-28 03-29 05-01 05-13 06-03 06-10 07-01 07-20 08-07 08-19 10-14 11-04 11-11 12-08 12-25")]
    [InlineData(2025, "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 12-25")]
    [InlineData(2026, "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25")]
    [InlineData(2027, "01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25")]
    public void Are_those_of_the_official_calendar(int year, string dates) =>
        string.Join(' ', ColombianHolidays.In(year).Select(date => $"{date:MM-dd}")).ShouldBe(dates);

    [Fact]
    public void Emiliani_holidays_fall_on_mondays_in_any_year() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1984, 2200).ToArbitrary(),
        year => ColombianHolidays.In(year).Count is 17 or 18
            && ColombianHolidays.In(year).Count(date => date.DayOfWeek is DayOfWeek.Monday) >= 9
            && ColombianHolidays.In(year).All(ColombianHolidays.Contains)));
}
