using System.Globalization;
using Crm.Domain.Kernel;

namespace Crm.Api.Http;

/// <summary>The HTTP face of <see cref="CommandRunner"/>: outcomes become answers.</summary>
public sealed class Commands(CommandRunner runner, Problems problems)
{
    /// <summary>A command on a stream that has to exist; otherwise 404.</summary>
    public Task<IResult> Handle<T>(Guid id, CommandContext context, Func<T, Decision> decide, CancellationToken ct)
        where T : class, IAggregate<T> =>
        Handle(context, async (unit, _) => UnitDecision.For<T>(id, decide(await unit.Require<T>(id))), ct);

    /// <summary>A command that may begin its stream; 201 when it did.</summary>
    public Task<IResult> Begin<T>(Guid id, CommandContext context, Func<T?, Decision> decide, CancellationToken ct)
        where T : class, IAggregate<T> =>
        Handle(context, async (unit, _) => UnitDecision.For<T>(id, decide(await unit.Load<T>(id))), ct);

    /// <summary>A command that stands on several streams: it loads what it needs and says which stream it is addressed to.</summary>
    public async Task<IResult> Handle(
        CommandContext context, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct)
    {
        long? expected = null;
        if (context.IfMatch is { } header)
        {
            if (!EntityTag.TryParse(header, out var tag)) return problems.MalformedIfMatch();
            expected = tag.Version;
        }
        else if (context.IfMatchRequired)
        {
            return problems.IfMatchMissing();
        }

        return Answer(await runner.Run(context.Origin(expected), decide, ct));
    }

    /// <summary>The answer to an outcome, for endpoints that run several commands.</summary>
    public IResult Answer(CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Done done => new CommandResult(done),
        CommandOutcome.Refused refused => problems.Refused(refused.Refusal, refused.RecordedAt),
        CommandOutcome.NotFound => problems.NotFound(),
        CommandOutcome.Stale stale => problems.Stale(stale.Actual),
        CommandOutcome.Contended => problems.Contended(),
        CommandOutcome.KeyReused => problems.KeyReused(),
        _ => throw new InvalidOperationException($"A command cannot end as {outcome.GetType().Name}."),
    };
}

/// <summary>What every command answers when it holds: where the stream stands, and the position to read it at.</summary>
/// <param name="Id">The stream.</param>
/// <param name="Version">Its version, also the <c>ETag</c>.</param>
/// <param name="Position">Send it as <c>Crm-Position</c> with a query to read what was written.</param>
public sealed record CommandAnswer(Guid Id, long Version, long Position);

/// <summary>200, or 201 where a stream began.</summary>
public sealed class CommandResult(CommandOutcome.Done done) : IResult, IStatusCodeHttpResult, IValueHttpResult, IValueHttpResult<CommandAnswer>
{
    public int? StatusCode => done.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
    public CommandAnswer Value { get; } = new(done.Id, done.Version, done.Position);
    object? IValueHttpResult.Value => Value;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = new EntityTag(done.Version).ToString();
        httpContext.Response.Headers["Crm-Position"] = done.Position.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Json(Value, statusCode: StatusCode).ExecuteAsync(httpContext);
    }
}
