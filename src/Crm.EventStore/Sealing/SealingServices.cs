using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.EventStore.Sealing;

/// <param name="KeyFolder">Where the private keys are: outside the database, on a disk of its own where that can be.</param>
/// <param name="MayGenerateKey">Whether the first key is made by itself.</param>
public sealed record SealingOptions(string KeyFolder, bool MayGenerateKey)
{
    public SealerOptions Seals { get; init; } = new();

    /// <summary>How often it is looked whether something is to be sealed.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan PublishEvery { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Heads are appended to this file.</summary>
    public string? HeadsFile { get; init; }

    /// <summary>Heads are posted to this address.</summary>
    public Uri? HeadsReceiver { get; init; }

    /// <summary>What the receiver is shown as <c>Authorization</c>.</summary>
    public string? HeadsAuthorization { get; init; }
}

public static class SealingServices
{
    /// <summary>Verification, proofs, bundles and the sealer itself; needs <c>AddCrmEventStore</c>.</summary>
    public static IServiceCollection AddCrmSealing(this IServiceCollection services, SealingOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SealStore>()
        .AddSingleton(_ => new SealKeyFolder(options.KeyFolder, options.MayGenerateKey))
        .AddSingleton(provider => new Sealer(provider.GetRequiredService<SealStore>(), provider.GetRequiredService<SealKeyFolder>(), options.Seals, TimeProvider.System, provider.GetService<ISealKeyListener>()))
        .AddSingleton<SealAudit>()
        .AddSingleton<SealProver>()
        .AddSingleton<SealStatuses>()
        .AddSingleton(provider => new BundleWriter(provider.GetRequiredService<SealStore>(), TimeProvider.System))
        .AddSingleton(provider => new HeadPublishing(provider.GetRequiredService<SealStore>(), Publishers(options)));

    /// <summary>Has this host seal and publish, as long as no other one does.</summary>
    public static IServiceCollection AddCrmSealer(this IServiceCollection services) => services
        .AddSingleton(provider => new SealingHost(
            provider.GetRequiredService<SealStore>(), provider.GetRequiredService<Sealer>(), provider.GetRequiredService<HeadPublishing>(),
            provider.GetRequiredService<SealingOptions>(), TimeProvider.System, provider.GetRequiredService<ILogger<SealingHost>>()))
        .AddHostedService(provider => provider.GetRequiredService<SealingHost>());

    private static IEnumerable<IHeadPublisher> Publishers(SealingOptions options)
    {
        if (options.HeadsFile is { } file) yield return new FileHeadPublisher(file);
        if (options.HeadsReceiver is { } receiver) yield return new HttpHeadPublisher(new(), receiver, options.HeadsAuthorization, TimeProvider.System);
    }
}
