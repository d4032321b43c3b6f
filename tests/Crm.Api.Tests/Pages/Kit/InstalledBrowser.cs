namespace Crm.Api.Tests.Pages.Kit;

/// <summary>The Chromium or Chrome of this machine, the one without windows first: it asks a third of the work. None is downloaded.</summary>
public static class InstalledBrowser
{
    public const string Setting = "CRM_BROWSER";
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];

    /// <summary>Where it is; <c>null</c>: there is none.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } configured ? configured : Find();

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}

/// <summary>A test that needs a browser. Where none is installed it is left out and says so, except in a build server, which must have one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (InstalledBrowser.Path is null && Environment.GetEnvironmentVariable("CI") is null or "")
            Skip = $"No Chromium or Chrome is on the PATH; install one, or name it in {InstalledBrowser.Setting}.";
    }
}
