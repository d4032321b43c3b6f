using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using Crm.EventStore;
using Crm.EventStore.Streams;
using Crm.Projections.Audit;

namespace Crm.Projections.Tests.Audit;

public sealed class AuditTrailTests
{
    private static readonly Guid Actor = new("0198c0de-0000-7000-8000-000000000001"), Event = new("0198c0de-0000-7000-8000-000000000002");
    private static readonly DebtorId Debtor = new(new("0198c0de-0000-7000-8000-00000000000d"));
    private static readonly AccountId Account = new(new("0198c0de-0000-7000-8000-00000000000a"));
    private static readonly PortfolioId Portfolio = new(new("0198c0de-0000-7000-8000-00000000000f"));
    private static readonly CampaignId Campaign = new(new("0198c0de-0000-7000-8000-00000000000c"));
    private static readonly BusinessMoment Moment =
        BusinessMoment.Of(new DateTimeOffset(2026, 6, 1, 15, 30, 0, TimeSpan.Zero), "America/Bogota");

    [Fact]
    public void Says_who_when_what_on_whom_through_which_command_and_from_where()
    {
        var line = LineOf(new AccountSentToLegal(Account, "Two years past due", Moment));

        line.ShouldSatisfyAllConditions(
            () => line.ActorId.ShouldBe(Actor),
            () => line.At.ShouldBe(Moment.At),
            () => line.AccountId.ShouldBe(Account.Value),
            () => line.Command.ShouldBe("SendToLegal"),
            () => line.Address.ShouldBe("192.0.2.7"),
            () => Sentence(line, "en").ShouldBe("Sent to legal: Two years past due"),
            () => Sentence(line, "es").ShouldBe("Enviada a jurídico: Two years past due"));
    }

    [Fact]
    public void Says_what_changed_from_what_to_what()
    {
        var line = LineOf(new BalanceAdjusted(
            Account, Debtor, Portfolio, Campaign, Principal(900_000), Principal(950_000), Principal(850_000), new DateOnly(2026, 5, 31), "File of May", Moment));

        line.Changes.ShouldBe([new AuditChange("balance", "900,000.00 COP", "950,000.00 COP")]);
    }

    [Fact]
    public void Names_the_persons_and_accounts_that_stand_in_a_record_of_the_event()
    {
        var line = LineOf(new AgreementReopened(
            new(Event), new(Account, Debtor, Portfolio, Campaign), new(Campaign, null, null), new(Event), new(10, Currency.Cop), Moment));

        (line.DebtorId, line.AccountId, line.CampaignId).ShouldBe((Debtor.Value, Account.Value, Campaign.Value));
    }

    [Fact]
    public void Keeps_no_personal_data()
    {
        var line = LineOf(new DebtorNameCorrected(Debtor, "Ana Pérez", "Ana Peres"));

        line.Facts.Keys.ShouldBe(["debtorId"]);
        line.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Every_event_has_a_sentence_in_spanish_and_english_and_no_sentence_is_left_over() =>
        EventTexts.Aliases.Order(StringComparer.Ordinal).ShouldBe(Events.Select(AliasOf).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public void A_sentence_asks_only_for_members_that_its_event_has_and_that_are_not_personal(string language)
    {
        var unknown = Events.SelectMany(type => EventTexts.Placeholders(AliasOf(type), language)
            .Except(EventFacts.NamesOf(type)).Select(name => $"{type.Name}: {name}"));

        unknown.ShouldBeEmpty();
    }

    [Fact]
    public void Every_value_that_a_sentence_may_name_has_its_words()
    {
        var wordless = Events.Select(AliasOf).SelectMany(alias => EventTexts.Placeholders(alias, "es").Select(name => FactTexts.TypeOf(alias, name)))
            .Where(type => type is { IsEnum: true }).Distinct()
            .SelectMany(type => Enum.GetNames(type!).Except(FactTexts.Known.GetValueOrDefault(type!.Name, [])).Select(value => $"{type.Name}.{value}"));

        wordless.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("es", "Abono de 900.000 COP con fecha 31/05/2026, saldo 1.234.567,50 COP, por teléfono; sí; 01/06/2026 15:30 UTC")]
    [InlineData("en", "Abono de 900,000 COP con fecha 31 May 2026, saldo 1,234,567.50 COP, por phone; yes; 1 Jun 2026 15:30 UTC")]
    public void Figures_dates_and_values_are_written_as_the_language_writes_them(string language, string expected)
    {
        string Of<T>(string member, string fact) => FactTexts.Of(AliasOf(typeof(T)), member, fact, language);

        var sentence = $"Abono de {Of<Crm.Domain.Collections.Payments.PaymentRegistered>("amount", "900,000.00 COP")} "
            + $"con fecha {Of<Crm.Domain.Collections.Payments.PaymentRegistered>("valueDate", "2026-05-31")}, "
            + $"saldo {Of<BalanceAdjusted>("newBalance", "1,234,567.50 COP")}, "
            + $"por {Of<Crm.Domain.Collections.ContactAttempts.ContactAttempted>("channel", "Phone")}; "
            + $"{Of<Crm.Domain.Collections.ContactAttempts.ContactAttempted>("outsidePolicy", "true")}; "
            + Of<Crm.Domain.Identity.Sessions.SessionRefreshed>("at", "2026-06-01T15:30:00Z");

        sentence.ShouldBe(expected);
    }

    [Fact]
    public void A_reason_that_looks_like_a_figure_stays_as_it_was_written() =>
        Sentence(LineOf(new AccountSentToLegal(Account, "2026-06-01", Moment)), "es").ShouldBe("Enviada a jurídico: 2026-06-01");

    private static IReadOnlyCollection<Type> Events => new AuditTrail().Handles;

    private static Balance Principal(decimal amount) => Balance.Zero(Currency.Cop) with { Principal = amount };

    private static string Sentence(AuditLine line, string language) => EventTexts.Sentence(line.EventType, line.Facts, language);

    private static string AliasOf(Type type) =>
        type.GetCustomAttributes(typeof(EventAliasAttribute), false) is [EventAliasAttribute alias] ? alias.Alias : SnakeCase.Of(type.Name);

    private static AuditLine LineOf(IEvent @event) => new AuditTrail().Evolve(Event, null, new Recorded(
        7, Event, Account.Value, 3, AliasOf(@event.GetType()), @event, Moment.At,
        new EventMetadata(Actor, "correlation", null, "SendToLegal", "192.0.2.7")));
}
