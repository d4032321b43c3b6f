using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Projections.Tests.Kit;

/// <summary>Ids, money and moments that specifications share. Fixed, so that a failure reads the same every time.</summary>
public static class Known
{
    public const string Bogota = "America/Bogota";

    public static readonly CampaignId Campaign = new(Id("c1"));
    public static readonly TeamId Team = new(Id("e1"));
    public static readonly UserId Agent = new(Id("a1")), OtherAgent = new(Id("a2")), Supervisor = new(Id("a9"));
    public static readonly DebtorId Debtor = new(Id("d1")), OtherDebtor = new(Id("d2"));
    public static readonly PortfolioId Portfolio = new(Id("f1")), OtherPortfolio = new(Id("f2"));
    public static readonly AccountId Account = new(Id("ac01")), OtherAccount = new(Id("ac02"));
    public static readonly AttemptId Attempt = new(Id("a001")), OtherAttempt = new(Id("a002"));
    public static readonly PromiseId Promise = new(Id("b001")), OtherPromise = new(Id("b002"));
    public static readonly AgreementId Agreement = new(Id("ae01")), OtherAgreement = new(Id("ae02"));
    public static readonly PaymentId Payment = new(Id("ba01")), OtherPayment = new(Id("ba02"));
    public static readonly ImportId Import = new(Id("1001"));
    public static readonly FollowUpId FollowUp = new(Id("f001"));
    public static readonly Work Work = new(Campaign, Team, Agent);

    public static Money Cop(decimal amount) => new(amount, Currency.Cop);

    public static Balance Principal(decimal amount) => Balance.Zero(Currency.Cop) with { Principal = amount };

    public static DateOnly Day(int month, int day) => new(2026, month, day);

    /// <summary>A fixed id that ends in those hexadecimal digits.</summary>
    public static Guid Id(string hex) => new($"00000000-0000-7000-8000-{hex.PadLeft(12, '0')}");

    /// <summary>The moment of 2026 at which the wall clock in Bogotá (UTC−5, no daylight saving) shows this.</summary>
    public static BusinessMoment At(int month, int day, int hour = 10, int minute = 0) =>
        BusinessMoment.Of(new DateTimeOffset(2026, month, day, hour, minute, 0, TimeSpan.FromHours(-5)), Bogota);

    public static AccountPlaced Placed(decimal principal = 1_000_000, int daysPastDue = 10, BusinessMoment? at = null) => new(
        Account, Debtor, Portfolio, Campaign, Bogota, "Banco Uno", "OBL-1", Currency.Cop, Principal(principal),
        (at ?? At(6, 1)).Date, (at ?? At(6, 1)).Date, daysPastDue, at ?? At(6, 1));
}
