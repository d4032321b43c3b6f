using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.EventStore.Agenda;
using FluentValidation;

namespace Crm.Api.Hosting;

/// <summary>What only a Development host offers.</summary>
public static class DevelopmentEndpoints
{
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(30);

    public static void MapDevelopment(this IEndpointRouteBuilder routes)
    {
        var development = routes.MapGroup("/api/development").WithTags("Development");

        development.MapGet("/clock", (BusinessClock clock) => TypedResults.Ok(new ClockAnswer(clock.GetUtcNow(), null)))
            .WithName("ReadClock")
            .WithSummary("The business clock")
            .RequirePermission(Permission.SettingsRead);

        development.MapPost("/clock", Move)
            .WithName("MoveClock")
            .WithSummary("Move the business clock of every host forward, never back, and let what falls due happen")
            .WithExample(new MoveClockRequest(Days: 3))
            .Produces<ClockAnswer>()
            .RequirePermission(Permission.SettingsExecute);
    }

    private static async Task<IResult> Move(MoveClockRequest request, BusinessClock clock, BusinessClockStore store, Agendas agendas, Problems problems, TimeProvider system, CancellationToken ct)
    {
        var target = request.To?.ToUniversalTime() ?? clock.GetUtcNow().AddDays(request.Days ?? 0).AddHours(request.Hours ?? 0);
        if (target < clock.GetUtcNow()) return problems.Invalid("to", "The clock never goes back.");

        await store.Move(target - system.GetUtcNow(), ct);
        var settled = await agendas.Settled(SettlesWithin, ct);
        return TypedResults.Ok(new ClockAnswer(clock.GetUtcNow(), settled.Settled ? settled.Position : null));
    }
}

/// <param name="To">An instant, or <paramref name="Days"/> and <paramref name="Hours"/> from now.</param>
public sealed record MoveClockRequest(int? Days = null, int? Hours = null, DateTimeOffset? To = null);

public sealed class MoveClockRequestValidator : AbstractValidator<MoveClockRequest>
{
    private const int LongestDays = 3660;

    public MoveClockRequestValidator()
    {
        RuleFor(request => request.Days).InclusiveBetween(0, LongestDays);
        RuleFor(request => request.Hours).InclusiveBetween(0, LongestDays * 24);
        RuleFor(request => request).Must(request => (request.To is not null) != (request.Days is not null || request.Hours is not null))
            .WithName("to").WithMessage("to | days, hours");
    }
}

/// <param name="Now">By the business clock.</param>
/// <param name="Position">Where everything that fell due by then had happened; <c>null</c>: it goes on happening.</param>
public sealed record ClockAnswer(DateTimeOffset Now, long? Position);
