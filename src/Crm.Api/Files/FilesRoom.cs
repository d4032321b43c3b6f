using Crm.Api.Files.Attachments;
using Crm.Api.Files.Content;
using Crm.Api.Files.Stores;
using Crm.Api.Hosting;

namespace Crm.Api.Files;

/// <summary>What the host adds of files: services once, endpoints once.</summary>
public static class FilesRoom
{
    public static IServiceCollection AddFiles(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection("Crm:Files").Get<FilesOptions>() ?? new())
        .AddSingleton(provider => new FileSpool(Path.Combine(FolderOf(provider), "spool")))
        .AddSingleton(Store)
        .AddSingleton<IFileScanner>(provider => provider.GetRequiredService<FilesOptions>().Scanner is { } scanner ? new CommandScanner(scanner) : new NoScanner())
        .AddSingleton<FileTypes>()
        .AddSingleton<BlobLocks>()
        .AddSingleton<IAttachmentOwner, Tickets.TicketAttachments>()
        .AddSingleton<IAttachmentOwner, Tickets.RequestAttachments>()
        .AddSingleton<AttachmentOwners>()
        .AddSingleton<AttachmentReader>()
        .AddSingleton<Uploads>()
        .AddSingleton<Sweep>()
        .AddSingleton<Inspection>()
        .AddSingleton<FileErasures>();

    /// <summary>What only a serving host needs.</summary>
    public static IServiceCollection AddFilesServing(this IServiceCollection services) => services
        .AddSingleton<AttachmentLinks>()
        .AddHostedService<SweepWorker>();

    public static void MapFiles(this IEndpointRouteBuilder routes) => routes.MapAttachments();

    private static string FolderOf(IServiceProvider provider) =>
        provider.GetRequiredService<FilesOptions>().Folder ?? Path.Combine(provider.GetRequiredService<Installation>().Folder, "files");

    private static IFileStore Store(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<FilesOptions>();
        return options.Store switch
        {
            "local" => new LocalFileStore(Path.Combine(FolderOf(provider), "contents")),
            "s3" when options.S3 is { ServiceUrl.Length: > 0, Bucket.Length: > 0, AccessKey.Length: > 0, SecretKey.Length: > 0 } s3 => new S3FileStore(s3),
            "s3" => throw new ConfigurationException("Crm:Files:S3 needs ServiceUrl, Bucket, AccessKey and SecretKey."),
            var other => throw new ConfigurationException($"Crm:Files:Store is 'local' or 's3', not '{other}'."),
        };
    }
}
