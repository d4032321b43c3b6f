using System.Globalization;
using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kit;

/// <summary>Ids, money and moments that specifications share. Fixed, so that a failure reads the same every time.</summary>
public static class Known
{
    public const string Bogota = "America/Bogota";

    public static readonly CampaignId Campaign = new(Id("c1"));
    public static readonly TeamId Team = new(Id("e1"));
    public static readonly UserId Agent = new(Id("a1")), OtherAgent = new(Id("a2")), Supervisor = new(Id("a9"));
    public static readonly DebtorId Debtor = new(Id("d1")), OtherDebtor = new(Id("d2"));
    public static readonly PortfolioId Portfolio = new(Id("f1"));
    public static readonly AccountId Account = new(Id("ac01")), OtherAccount = new(Id("ac02"));
    public static readonly AttemptId Attempt = new(Id("a001"));
    public static readonly PromiseId Promise = new(Id("b001")), NextPromise = new(Id("b002"));
    public static readonly AgreementId Agreement = new(Id("ae01"));
    public static readonly PaymentId Payment = new(Id("ba01")), NextPayment = new(Id("ba02"));
    public static readonly ImportId Import = new(Id("1001"));
    public static readonly FollowUpId Appointment = new(Id("f001"));
    public static readonly TicketId Ticket = new(Id("7101")), OtherTicket = new(Id("7102"));
    public static readonly QueueId Queue = new(Id("7c01")), OtherQueue = new(Id("7c02"));

    /// <summary>An agent of a team at work for the campaign.</summary>
    public static readonly Work Work = new(Campaign, Team, Agent);

    public static Money Cop(decimal amount) => new(amount, Currency.Cop);

    public static DateOnly Date(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A fixed id that ends in those hexadecimal digits.</summary>
    public static Guid Id(string hex) => new($"00000000-0000-7000-8000-{hex.PadLeft(12, '0')}");

    /// <summary>The moment at which the wall clock in Bogotá (UTC−5, no daylight saving) shows this.</summary>
    public static BusinessMoment At(int year, int month, int day, int hour = 10, int minute = 0) =>
        BusinessMoment.Of(new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.FromHours(-5)), Bogota);
}
