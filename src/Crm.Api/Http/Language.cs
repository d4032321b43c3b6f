using System.Globalization;
using Crm.Api.Identity;
using Microsoft.AspNetCore.Localization;

namespace Crm.Api.Http;

/// <summary>The language of texts: what the request asks for, else the caller's own, else the installation's (<c>Crm:Language</c>, Spanish).</summary>
public static class Language
{
    private static readonly string[] Supported = ["es", "es-CO", "es-CL", "es-MX", "es-ES", "en", "en-US", "en-GB"];

    public static void UseRequestLanguage(this WebApplication app) => app.UseRequestLocalization(options =>
    {
        options.SetDefaultCulture(app.Configuration["Crm:Language"] ?? "es").AddSupportedCultures(Supported).AddSupportedUICultures(Supported);
        options.ApplyCurrentCultureToResponseHeaders = true;
        // What was chosen on the pages, then the header; never a query string, which must not change what an answer's figures look like.
        options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
    });
}

/// <summary>Answers in the caller's language when the request asks for none.</summary>
public sealed class CallerLanguage(RequestDelegate next)
{
    public Task Invoke(HttpContext http)
    {
        if (Caller.Of(http) is { } caller && http.Request.Headers.AcceptLanguage.Count == 0)
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(caller.Language);

        return next(http);
    }
}
