using System.Reflection;
using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Architecture;

public sealed class EventRecordsTests
{
    private static readonly string[] PersonalWords =
    [
        "name", "surname", "document", "phone", "mobile", "number", "mail", "address", "street", "birth", "note",
        "nombre", "apellido", "documento", "cedula", "telefono", "celular", "correo", "direccion", "nacimiento", "nota",
    ];

    /// <summary>Text members that sound personal and are not, each for a reason.</summary>
    private static readonly Dictionary<string, string> Cleared = new()
    {
        ["CampaignOpened.Name"] = "a campaign's",
        ["ContactPolicy.Name"] = "a policy's",
        ["TeamFormed.Name"] = "a team's",
        ["DebtorRegistered.DocumentType"] = "CC or NIT; the number is marked",
        ["PortfolioOpened.Name"] = "a portfolio's",
        ["SlaWarned.Number"] = "a ticket's",
        ["SlaBreached.Number"] = "a ticket's",
        ["ImportStarted.FileName"] = "a file's",
        ["TicketOpened.Number"] = "a ticket's",
        ["QueueTermsSet.Name"] = "a queue's",
        ["PlanTerms.Name"] = "a plan's",
        ["SaleFacts.Number"] = "a sale's",
        ["SaleTerms.DocumentType"] = "CC or NIT; the number is marked",
        ["CustomerRegistered.DocumentType"] = "CC or NIT; the number is not there",
        ["LeadBaseOpened.Name"] = "a base's",
        ["LeadImportStarted.FileName"] = "a file's",
        ["UpgradeLeadAdded.DocumentType"] = "CC or NIT; the number is marked",
        ["UpgradeLeadChanged.DocumentType"] = "CC or NIT; the number is marked",
        ["OrderKeyed.OrderNumber"] = "an operator's order",
        ["OrderNumberCorrected.OldOrderNumber"] = "an operator's order",
        ["OrderNumberCorrected.NewOrderNumber"] = "an operator's order",
        ["OrderRekeyed.OldOrderNumber"] = "an operator's order",
        ["OrderRekeyed.NewOrderNumber"] = "an operator's order",
        ["CommissionRule.Name"] = "a rule's",
        ["CommissionedSale.Number"] = "a sale's",
        ["TrueUpLine.SaleNumber"] = "a sale's",
    };

    [Fact]
    public void Every_event_is_a_sealed_record() =>
        DomainEvents.All.Where(type => !type.IsSealed || !DomainEvents.IsRecord(type)).ShouldBeEmpty();

    [Fact]
    public void Every_alias_is_used_once_also_by_retired_shapes() =>
        DomainEvents.All.Concat(DomainEvents.Retired).GroupBy(DomainEvents.AliasOf).Where(alias => alias.Count() > 1)
            .Select(alias => $"{alias.Key}: {string.Join(", ", alias)}").ShouldBeEmpty();

    [Fact]
    public void Text_that_sounds_personal_is_marked_or_cleared()
    {
        var open =
            from type in DomainEvents.All.Concat(DomainEvents.Carried)
            from member in DomainEvents.MembersOf(type)
            where member.PropertyType == typeof(string) && PersonalWords.Any(word => member.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
            where PersonalOf(member) is null && !Cleared.ContainsKey($"{type.Name}.{member.Name}")
            select $"{type.Name}.{member.Name}";

        open.ShouldBeEmpty("Mark it [Personal], or clear it here with a reason.");
    }

    [Fact]
    public void What_is_cleared_exists_and_is_not_marked()
    {
        var members = DomainEvents.All.Concat(DomainEvents.Carried)
            .SelectMany(type => DomainEvents.MembersOf(type).Where(member => PersonalOf(member) is null).Select(member => $"{type.Name}.{member.Name}"));

        Cleared.Keys.Except(members).ShouldBeEmpty();
    }

    [Fact]
    public void Personal_data_is_text_on_the_event_itself_with_a_subject_that_is_there()
    {
        var wrong =
            from type in DomainEvents.Domain.GetTypes().Where(type => !DomainEvents.IsGenerated(type))
            from member in type.GetProperties()
            where PersonalOf(member) is not null
            let subject = type.GetProperty(PersonalOf(member)!.Subject)
            where !DomainEvents.All.Contains(type) || member.PropertyType != typeof(string)
                || subject is null || !(subject.PropertyType == typeof(Guid) || IsId(subject.PropertyType))
            select $"{type.Name}.{member.Name}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void There_are_personal_data_to_look_after() =>
        DomainEvents.All.SelectMany(DomainEvents.MembersOf).Count(member => PersonalOf(member) is not null).ShouldBeGreaterThan(5);

    private static PersonalAttribute? PersonalOf(PropertyInfo member) => member.GetCustomAttribute<PersonalAttribute>();

    private static bool IsId(Type type) =>
        type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IId<>));
}
