using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Domain.Kernel;

/// <summary>An id with a type of its own, so that a debtor's cannot be passed where an account's is asked for.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

[JsonConverter(typeof(IdConverter<CampaignId>))]
public readonly record struct CampaignId(Guid Value) : IId<CampaignId>
{
    public static CampaignId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<TeamId>))]
public readonly record struct TeamId(Guid Value) : IId<TeamId>
{
    public static TeamId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A person or a program that signs in; an agent is a user with that role.</summary>
[JsonConverter(typeof(IdConverter<UserId>))]
public readonly record struct UserId(Guid Value) : IId<UserId>
{
    public static UserId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<DebtorId>))]
public readonly record struct DebtorId(Guid Value) : IId<DebtorId>
{
    public static DebtorId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<PortfolioId>))]
public readonly record struct PortfolioId(Guid Value) : IId<PortfolioId>
{
    public static PortfolioId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<AccountId>))]
public readonly record struct AccountId(Guid Value) : IId<AccountId>
{
    public static AccountId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<AttemptId>))]
public readonly record struct AttemptId(Guid Value) : IId<AttemptId>
{
    public static AttemptId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<PromiseId>))]
public readonly record struct PromiseId(Guid Value) : IId<PromiseId>
{
    public static PromiseId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<AgreementId>))]
public readonly record struct AgreementId(Guid Value) : IId<AgreementId>
{
    public static AgreementId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<AttachmentId>))]
public readonly record struct AttachmentId(Guid Value) : IId<AttachmentId>
{
    public static AttachmentId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A small thing somebody has to do. Not called after its room, because a task is something else in this language.</summary>
[JsonConverter(typeof(IdConverter<TodoTaskId>))]
public readonly record struct TodoTaskId(Guid Value) : IId<TodoTaskId>
{
    public static TodoTaskId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<PaymentId>))]
public readonly record struct PaymentId(Guid Value) : IId<PaymentId>
{
    public static PaymentId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<ImportId>))]
public readonly record struct ImportId(Guid Value) : IId<ImportId>
{
    public static ImportId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<FollowUpId>))]
public readonly record struct FollowUpId(Guid Value) : IId<FollowUpId>
{
    public static FollowUpId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<TicketId>))]
public readonly record struct TicketId(Guid Value) : IId<TicketId>
{
    public static TicketId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A queue of tickets.</summary>
[JsonConverter(typeof(IdConverter<QueueId>))]
public readonly record struct QueueId(Guid Value) : IId<QueueId>
{
    public static QueueId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A node of the tree of ticket categories.</summary>
[JsonConverter(typeof(IdConverter<CategoryId>))]
public readonly record struct CategoryId(Guid Value) : IId<CategoryId>
{
    public static CategoryId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A customer who asks for something and is no user.</summary>
[JsonConverter(typeof(IdConverter<RequesterId>))]
public readonly record struct RequesterId(Guid Value) : IId<RequesterId>
{
    public static RequesterId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<PlanId>))]
public readonly record struct PlanId(Guid Value) : IId<PlanId>
{
    public static PlanId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<SaleId>))]
public readonly record struct SaleId(Guid Value) : IId<SaleId>
{
    public static SaleId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A person or company that buys; derived from country, document type and number.</summary>
[JsonConverter(typeof(IdConverter<CustomerId>))]
public readonly record struct CustomerId(Guid Value) : IId<CustomerId>
{
    public static CustomerId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<LeadBaseId>))]
public readonly record struct LeadBaseId(Guid Value) : IId<LeadBaseId>
{
    public static LeadBaseId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<LeadId>))]
public readonly record struct LeadId(Guid Value) : IId<LeadId>
{
    public static LeadId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<CallbackId>))]
public readonly record struct CallbackId(Guid Value) : IId<CallbackId>
{
    public static CallbackId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

[JsonConverter(typeof(IdConverter<CommissionRuleId>))]
public readonly record struct CommissionRuleId(Guid Value) : IId<CommissionRuleId>
{
    public static CommissionRuleId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>What an agent earns for a campaign in a month.</summary>
[JsonConverter(typeof(IdConverter<CommissionStatementId>))]
public readonly record struct CommissionStatementId(Guid Value) : IId<CommissionStatementId>
{
    public static CommissionStatementId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>The closing of a campaign's month of commissions.</summary>
[JsonConverter(typeof(IdConverter<CommissionSettlementId>))]
public readonly record struct CommissionSettlementId(Guid Value) : IId<CommissionSettlementId>
{
    public static CommissionSettlementId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>Writes an id as its plain GUID, also as the name of a dictionary's member.</summary>
public sealed class IdConverter<TId> : JsonConverter<TId> where TId : struct, IId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && reader.TryGetGuid(out var value)
            ? TId.From(value)
            : throw new JsonException("Expected a GUID.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Guid.TryParse(reader.GetString(), out var value) ? TId.From(value) : throw new JsonException("Expected a GUID.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString());
}
