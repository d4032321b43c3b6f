using Crm.Api.Audit;
using Crm.Api.Hosting;
using Crm.EventStore.Projecting;

namespace Crm.Api.Privacy;

/// <summary>What the host adds of privacy: services once, endpoints once.</summary>
public static class PrivacyRoom
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) => services
        .AddSingleton<SubjectRecords>()
        .AddSingleton<SubjectQueries>()
        .AddSingleton<LegalHolds>()
        .AddSingleton<PrivacyUnits>()
        .AddSingleton<Erasures>()
        .AddSingleton<SubjectFiles>()
        .AddReaction<WhenSubjectErased>();

    /// <summary>What only a serving host needs.</summary>
    public static IServiceCollection AddPrivacyServing(this IServiceCollection services) => services
        .AddSingleton<IStartupTask, RightMasterKey>()
        .AddHostedService<ReadWriter>()
        .AddHostedService<ForgottenKeys>();
}
