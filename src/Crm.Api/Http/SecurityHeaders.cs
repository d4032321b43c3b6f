namespace Crm.Api.Http;

/// <summary>Headers that keep a browser from doing more with our answers than it should.</summary>
public static class SecurityHeaders
{
    // Pages and the API load nothing from elsewhere; Swagger UI carries small inline scripts and styles of its own.
    private const string OwnOnly = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";
    private const string Documentation = OwnOnly + "; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'";

    public static void Apply(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/docs") ? Documentation : OwnOnly;
        if (http.Request.Path.StartsWithSegments("/api")) headers.CacheControl = "no-store";
    }
}
