using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.EventStore.Projecting;
using FluentValidation;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Crm.Api.Pages;

/// <summary>A page that people work on: shows documents and gives the same commands as the API, through the same endpoints' code.</summary>
public abstract class WorkPage : PageModel
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Who is signed in.</summary>
    public Caller Who => Caller.Of(HttpContext)!;

    /// <summary>Why the last form was refused, in the language of the page; <c>null</c> when none was.</summary>
    public FormRefusal? Refusal { get; private set; }

    /// <summary>How far a permission reaches for who is signed in.</summary>
    protected CallerScope ScopeOf(string permission) => Who.ScopeOf(permission);

    /// <summary>Gives a command for a form: checks permission and form, runs it, waits until the lists show it and comes back to the page.</summary>
    /// <param name="command">The command's name, as the API's endpoint has it.</param>
    /// <param name="form">The form it came from; what was typed stays in it when it is refused.</param>
    /// <param name="reads">The projections the page shows.</param>
    protected async Task<bool> Give<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run,
        IReadOnlyList<string> reads, CancellationToken ct)
    {
        if (!Who.Has(permission))
        {
            Refuse(form, StatusCodes.Status403Forbidden, Texts.T("form.forbidden"), []);
            return false;
        }

        if (HttpContext.RequestServices.GetService<IValidator<TRequest>>() is { } validator
            && await validator.ValidateAsync(request, ct) is { IsValid: false } validation)
        {
            Refuse(form, StatusCodes.Status400BadRequest, Texts.T("form.invalid"), [.. validation.Errors.Select(error => error.ErrorMessage)]);
            return false;
        }

        switch (await run(request, CommandContext.For(HttpContext, command, permission)))
        {
            case CommandResult done:
                await HttpContext.RequestServices.GetRequiredService<ProjectionProgress>().WaitFor(reads, done.Value.Position, Longest, ct);
                TempData["Done"] = Texts.T("done." + command);
                return true;
            case ProblemResult { Problem: var problem }:
                Refuse(form, problem.Status ?? StatusCodes.Status409Conflict, problem.Detail ?? problem.Title ?? "", []);
                return false;
            case var other:
                throw new InvalidOperationException($"{command} answered {other.GetType().Name}.");
        }
    }

    /// <summary>Shows a refusal at a form.</summary>
    protected void Refuse(string form, int status, string reason, IReadOnlyList<string> details)
    {
        Refusal = new(form, reason, details);
        Response.StatusCode = status;
    }

    /// <summary>What was typed into a form that was refused; empty otherwise.</summary>
    public string Typed(string form, string field) =>
        Refusal?.Form == form && Request.HasFormContentType ? Request.Form[field].ToString() : "";
}

/// <param name="Form">Which form of the page.</param>
public sealed record FormRefusal(string Form, string Reason, IReadOnlyList<string> Details);
