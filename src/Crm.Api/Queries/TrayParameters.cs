using Crm.Api.Http;
using Crm.Api.Identity;

namespace Crm.Api.Queries;

/// <summary>What every tray can be asked: <c>?campaign=&amp;team=&amp;person=me&amp;total=true&amp;limit=&amp;cursor=</c>.</summary>
public sealed class TrayParameters
{
    private TrayParameters(TrayRequest request) => Request = request;

    internal TrayRequest Request { get; }

    public static async ValueTask<TrayParameters?> BindAsync(HttpContext http, System.Reflection.ParameterInfo parameter)
    {
        var context = (await CommandContext.BindAsync(http, parameter))!;
        var person = http.Request.Query["person"] is { Count: > 0 } asked ? asked.ToString() : null;
        if (person is not (null or "me") && !Guid.TryParse(person, out _)) throw Wrong("person", "me or a person's id.");

        return new(new(
            context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), Id(http, "campaign"), Id(http, "team"), person,
            (await PageRequest.BindAsync(http, parameter))!, http.Request.Query["total"] == "true"));
    }

    private static Guid? Id(HttpContext http, string name) =>
        http.Request.Query[name] is not { Count: > 0 } text ? null : Guid.TryParse(text, out var id) ? id : throw Wrong(name, "An id.");

    private static RequestProblemException Wrong(string field, string message) => new(problems => problems.Invalid(field, message));
}

/// <summary>Whose rows of a tray are asked for, and how far the asker reaches.</summary>
/// <param name="Person">The agent; <c>me</c> is the caller.</param>
/// <param name="Personal">How far he may see personal data.</param>
public sealed record TrayRequest(CallerScope Scope, CallerScope Personal, Guid? Campaign, Guid? Team, string? Person, PageRequest Page, bool Total);
