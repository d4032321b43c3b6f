using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Crm.Api.Http;
using Crm.Api.Tickets;
using Crm.Domain.Kernel;

namespace Crm.Api.Audit;

/// <summary>What an endpoint that shows personal data is marked with: each of its answers is a row of the access log.</summary>
/// <param name="Kind">What is read.</param>
/// <param name="ByItself">The endpoint records it before it answers; otherwise it is recorded after.</param>
public sealed record RecordedAnswer(AccessKind Kind, bool ByItself);

public static class RecordedReads
{
    private const int Most = 500;

    /// <summary>Records every answer with the persons in it, after it was made and without delaying it.</summary>
    public static RouteHandlerBuilder RecordsReads(this RouteHandlerBuilder endpoint, AccessKind kind) =>
        endpoint.WithMetadata(new RecordedAnswer(kind, ByItself: false)).AddEndpointFilter(async (invocation, next) =>
        {
            var result = await next(invocation);
            if (result is not IValueHttpResult { Value: { } answer } || result is IStatusCodeHttpResult { StatusCode: >= 400 }) return result;

            var http = invocation.HttpContext;
            var context = CommandContext.For(http, kind.ToString());
            var persons = Persons.In(answer);
            http.RequestServices.GetRequiredService<ReadQueue>().Add(new(
                Guid.CreateVersion7(), context.Actor.Value, kind, persons.Count == 1 ? persons.First().ToString() : null,
                http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "", [.. persons.Take(Most)], persons.Count, context.Permission ?? "", context.CorrelationId));
            return result;
        });

    /// <summary>Says that the endpoint records its reads itself, before the first byte.</summary>
    public static RouteHandlerBuilder RecordsReadsItself(this RouteHandlerBuilder endpoint, AccessKind kind) =>
        endpoint.WithMetadata(new RecordedAnswer(kind, ByItself: true));
}

/// <summary>The persons an answer is about: the id of every debtor, customer, prospect and requester in it, however deep.</summary>
internal static class Persons
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = new();

    public static IReadOnlySet<Guid> In(object answer)
    {
        var found = new HashSet<Guid>();
        Collect(answer, found);
        return found;
    }

    private static void Collect(object? value, HashSet<Guid> found)
    {
        switch (value)
        {
            case DebtorId debtor:
                found.Add(debtor.Value);
                break;
            case CustomerId customer:
                found.Add(customer.Value);
                break;
            case RequesterId requester:
                found.Add(requester.Value);
                break;
            case RequesterLabel label:
                found.Add(label.Id);
                break;
            case CallbackId callback:
                found.Add(callback.Value);
                break;
            case null or string:
                break;
            case IEnumerable items:
                foreach (var item in items) Collect(item, found);
                break;
            default:
                foreach (var member in MembersOf(value.GetType()))
                {
                    if (member.GetValue(value) is Guid person) found.Add(person);
                    else Collect(member.GetValue(value), found);
                }

                break;
        }
    }

    // Only what may lead to an id: records of ours and lists of them.
    private static PropertyInfo[] MembersOf(Type type) => Members.GetOrAdd(type, static type => type.Namespace?.StartsWith("Crm.", StringComparison.Ordinal) is not true ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.GetIndexParameters().Length == 0 && (Leads(member.PropertyType) || IsPerson(member)))]);

    // What is about anybody, whoever he is, names him so.
    private static bool IsPerson(PropertyInfo member) => member.PropertyType == typeof(Guid) && member.Name is "SubjectId" or "PersonId";

    private static bool Leads(Type type) =>
        type == typeof(DebtorId) || type == typeof(DebtorId?) || type == typeof(CustomerId) || type == typeof(RequesterId) || type == typeof(CallbackId)
        || (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)))
        || (type is { IsClass: true, Namespace: { } space } && space.StartsWith("Crm.", StringComparison.Ordinal));
}
