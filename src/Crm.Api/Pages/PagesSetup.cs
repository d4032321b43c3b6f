using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Crm.Api.Pages;

/// <summary>The pages for people: server-rendered, signed in by a cookie that holds nothing but the session's id.</summary>
public static class PagesSetup
{
    /// <summary>Takes the cookie for pages and the bearer token for everything else, so that no other site can make a browser give commands to the API.</summary>
    public const string Scheme = "Crm";

    public static void AddPages(this IServiceCollection services, IWebHostEnvironment environment)
    {
        services.AddRazorPages().AddMvcOptions(options =>
        {
            options.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
            options.ValueProviderFactories.Insert(0, new PlainFormValues());
        });
        services.AddSingleton<ForbiddenPage>();
        services.AddSingleton<PageSessions>();
        services.AddSingleton<Tickets.TicketFiles>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "crm-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = SecurePolicy(environment);
        });
        services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, options => options.ForwardDefaultSelector = http =>
                IsPage(http) || TakesCookie(http) ? CookieAuthenticationDefaults.AuthenticationScheme : BearerTokenDefaults.AuthenticationScheme)
            .AddCookie(options =>
            {
                options.Cookie.Name = "crm-session";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = SecurePolicy(environment);
                options.SlidingExpiration = false;
                options.EventsType = typeof(PageSessions);
                options.LoginPath = "/sign-in";
                options.ReturnUrlParameter = "returnUrl";
            });
    }

    /// <summary>Whether a request is for a page: not for the API, its description or operations.</summary>
    public static bool IsPage(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is not null;

    // What a page reads beside itself; who shows a token or key is asked for that.
    internal static bool TakesCookie(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<Live.TakesPagesCookie>() is not null && http.Request.Headers.Authorization.Count == 0;

    // Development serves plain HTTP on localhost; elsewhere TLS ends at the proxy in front.
    private static CookieSecurePolicy SecurePolicy(IWebHostEnvironment environment) =>
        environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
