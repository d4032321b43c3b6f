using Crm.Api.Hosting;
using Crm.EventStore.Sealing;

namespace Crm.Api.Audit;

/// <summary>What the configuration says about sealing: <c>Crm:Sealing:*</c>.</summary>
public static class SealingSetup
{
    /// <summary>Reads the settings; the folder of keys is <c>.crm/keys</c> unless it is configured.</summary>
    /// <exception cref="ConfigurationException">A setting does not say what it has to.</exception>
    public static SealingOptions Options(Installation installation, IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = configuration.GetSection("Crm:Sealing");
        var folder = settings["KeyFolder"] is { Length: > 0 } configured ? configured : Path.Combine(installation.Folder, "keys");
        var standard = new SealerOptions();
        return new(folder, installation.UsesPrivateCluster || environment.IsDevelopment())
        {
            Seals = new(Positive(settings, "MaxEvents") ?? standard.MaxLeaves, Positive(settings, "MaxSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : standard.Age),
            HeadsFile = settings["HeadsFile"] is { Length: > 0 } file ? Path.GetFullPath(file) : null,
            HeadsReceiver = Receiver(settings["HeadsReceiver"]),
            HeadsAuthorization = settings["HeadsAuthorization"],
        };
    }

    /// <summary>Whether this host takes part in sealing; it does unless <c>Crm:Sealing:Enabled</c> is <c>false</c>.</summary>
    public static bool Enabled(IConfiguration configuration) => configuration.GetValue("Crm:Sealing:Enabled", true);

    private static int? Positive(IConfigurationSection settings, string name)
    {
        if (settings[name] is not { Length: > 0 } text) return null;
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new ConfigurationException($"Crm:Sealing:{name} must be a whole number above 0.");
    }

    private static Uri? Receiver(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw new ConfigurationException("Crm:Sealing:HeadsReceiver must be an https address.");
    }
}
