using System.Globalization;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Domain.Tests.Kernel;

public sealed class WallClockTests
{
    [Theory]
    [InlineData("America/Bogota", "2026-06-01", "07:00", "2026-06-01T12:00:00Z")]
    [InlineData("Europe/Madrid", "2026-03-29", "02:30", "2026-03-29T01:00:00Z")] // clocks go from 02:00 to 03:00
    [InlineData("Europe/Madrid", "2026-10-25", "02:30", "2026-10-25T00:30:00Z")] // comes twice: the first
    [InlineData("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00:00Z")] // the day begins at 01:00
    [InlineData("America/Mexico_City", "2026-07-01", "08:00", "2026-07-01T14:00:00Z")]
    public void Finds_the_instant(string zone, string date, string time, string expected) =>
        WallClock.InstantOf(Known.Date(date), TimeOnly.Parse(time, CultureInfo.InvariantCulture), zone).ShouldBe(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("Europe/Madrid", "2026-03-29", 23)]
    [InlineData("Europe/Madrid", "2026-10-25", 25)]
    [InlineData("America/Santiago", "2026-09-06", 23)]
    [InlineData("America/Bogota", "2026-09-06", 24)]
    public void A_day_lasts_as_long_as_its_zone_says(string zone, string date, int hours) =>
        (WallClock.EndOf(Known.Date(date), zone) - WallClock.StartOf(Known.Date(date), zone)).ShouldBe(TimeSpan.FromHours(hours));

    [Theory]
    [InlineData("America/Bogota", true)]
    [InlineData("America/Macondo", false)]
    [InlineData("SA Pacific Standard Time", false)]
    [InlineData("", false)]
    public void Knows_the_zones_of_iana(string zone, bool known) => WallClock.Knows(zone).ShouldBe(known);

    [Fact]
    public void A_date_begins_at_its_first_instant_in_every_zone() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 4_000).ToArbitrary(), Gen.Elements("America/Bogota", "America/Santiago", "Europe/Madrid", "America/Mexico_City", "Asia/Beirut").ToArbitrary(),
        (day, zone) =>
        {
            var date = new DateOnly(2020, 1, 1).AddDays(day);
            var start = WallClock.StartOf(date, zone);
            return BusinessMoment.Of(start, zone).Date == date && BusinessMoment.Of(start.AddTicks(-1), zone).Date == date.AddDays(-1);
        }));
}
