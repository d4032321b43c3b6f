using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.EventStore.Projecting;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
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
    /// <param name="permission">What the endpoint asks for; <c>null</c>: what one does about oneself.</param>
    /// <param name="form">The form it came from; what was typed stays in it when it is refused.</param>
    /// <param name="reads">The projections the page shows.</param>
    protected async Task<bool> Give<TRequest>(
        string form, string command, string? permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run,
        IReadOnlyList<string> reads, CancellationToken ct)
    {
        if (await Ask<TRequest, CommandAnswer>(form, command, permission, request, run, ct) is not { } done) return false;

        await Done(command, done.Position, reads, ct);
        return true;
    }

    /// <summary>Waits until the lists show a command, and says that it is done.</summary>
    protected async Task Done(string command, long position, IReadOnlyList<string> reads, CancellationToken ct)
    {
        await HttpContext.RequestServices.GetRequiredService<ProjectionProgress>().WaitFor(reads, position, Longest, ct);
        TempData["Done"] = Texts.T("done." + command);
    }

    /// <summary>The same for what answers something of its own: a secret that is shown once. <c>null</c> without a refusal: there was nothing to do it to.</summary>
    protected async Task<TAnswer?> Ask<TRequest, TAnswer>(
        string form, string command, string? permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
        where TAnswer : class
    {
        if (permission is not null && !Who.Has(permission))
        {
            Refuse(form, StatusCodes.Status403Forbidden, Texts.T("form.forbidden"), []);
            return null;
        }

        if (HttpContext.RequestServices.GetService<IValidator<TRequest>>() is { } validator
            && await validator.ValidateAsync(request, ct) is { IsValid: false } validation)
        {
            Refuse(form, StatusCodes.Status400BadRequest, Texts.T("form.invalid"), [.. validation.Errors.Select(error => error.ErrorMessage)]);
            return null;
        }

        var result = await run(request, CommandContext.For(HttpContext, command, permission));
        await Gave(ct);
        switch (result)
        {
            case IValueHttpResult { Value: TAnswer answer }:
                return answer;
            case ProblemResult { Problem: var problem }:
                Refuse(form, problem.Status ?? StatusCodes.Status409Conflict, problem.Detail ?? problem.Title ?? "", []);
                return null;
            case NoContent:
                return null;
            default:
                throw new InvalidOperationException($"{command} answered {result.GetType().Name}.");
        }
    }

    /// <summary>What an endpoint reads for this page; <c>null</c> when it refused, which the page then shows.</summary>
    protected async Task<TAnswer?> Read<TAnswer>(Task<IResult> endpoint) where TAnswer : class
    {
        switch (await endpoint)
        {
            case IValueHttpResult { Value: TAnswer answer }:
                return answer;
            case ProblemResult { Problem: var problem }:
                Refuse("filter", problem.Status ?? StatusCodes.Status400BadRequest, problem.Detail ?? problem.Title ?? "", []);
                return null;
            case var other:
                throw new InvalidOperationException($"A list answered {other.GetType().Name}.");
        }
    }

    /// <summary>What a page does after each command before it reads again.</summary>
    protected virtual Task Gave(CancellationToken ct) => Task.CompletedTask;

    /// <summary>There is no such thing, or it is out of reach; the same page either way.</summary>
    protected IActionResult Missing()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return new ViewResult { ViewName = "/Pages/Shared/Missing.cshtml", StatusCode = StatusCodes.Status404NotFound, ViewData = new(MetadataProvider, new()), TempData = TempData };
    }

    /// <summary>Shows a refusal at a form.</summary>
    protected void Refuse(string form, int status, string reason, IReadOnlyList<string> details)
    {
        Refusal = new(form, reason, details);
        Response.StatusCode = status;
    }

    /// <summary>Shows at a form that it lacks something, or that what was typed into a field is none of its values.</summary>
    protected void RefuseUnread(string form) =>
        Refuse(form, StatusCodes.Status400BadRequest, Texts.T("form.invalid"), [.. ModelState.Values.SelectMany(value => value.Errors).Select(error => error.ErrorMessage)]);

    /// <summary>What was typed into a form that was refused; empty otherwise.</summary>
    public string Typed(string form, string field) =>
        Refusal?.Form == form && Request.HasFormContentType ? Request.Form[field].ToString() : "";
}

/// <param name="Form">Which form of the page.</param>
public sealed record FormRefusal(string Form, string Reason, IReadOnlyList<string> Details);
