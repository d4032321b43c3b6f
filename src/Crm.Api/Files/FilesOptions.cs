namespace Crm.Api.Files;

/// <summary>How files are taken, kept and handed out: the section <c>Crm:Files</c> of the configuration.</summary>
public sealed record FilesOptions
{
    /// <summary><c>local</c> or <c>s3</c>.</summary>
    public string Store { get; init; } = "local";

    /// <summary>Where the local store is; the installation's folder when it is not said.</summary>
    public string? Folder { get; init; }

    public S3Options? S3 { get; init; }
    public ScannerOptions? Scanner { get; init; }

    /// <summary>Largest file taken: 25 MB, counted in 1,048,576 bytes.</summary>
    public long MaxBytes { get; init; } = 25L << 20;

    /// <summary>Files taken at the same time by one host; the next ones wait.</summary>
    public int UploadsAtOnce { get; init; } = 16;

    /// <summary>Extensions of the kinds that are taken, out of those this program knows; all of them when nothing is said.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>How long a link serves.</summary>
    public int LinkSeconds { get; init; } = 300;

    /// <summary>How long a content stays that nothing refers to.</summary>
    public int OrphanHours { get; init; } = 24;
}

/// <summary>A service that speaks S3. Its keys stand in the configuration and nowhere else.</summary>
public sealed record S3Options
{
    public string ServiceUrl { get; init; } = "";
    public string Region { get; init; } = "us-east-1";
    public string Bucket { get; init; } = "";

    /// <summary>What names of contents begin with: <c>crm/</c>.</summary>
    public string Prefix { get; init; } = "";
    public string AccessKey { get; init; } = "";
    public string SecretKey { get; init; } = "";

    /// <summary>The bucket in the path and not in the host's name; most services other than Amazon's need it.</summary>
    public bool PathStyle { get; init; } = true;
    public int TimeoutSeconds { get; init; } = 60;

    /// <summary>Never the keys.</summary>
    public override string ToString() => $"{ServiceUrl} {Bucket}/{Prefix}";
}

/// <summary>A program that looks for malware.</summary>
/// <param name="Command">Its name or path.</param>
/// <param name="Arguments">Handed over as they are; <c>{file}</c> stands for the file's path.</param>
/// <param name="InfectedExitCode">What it ends with when it found something; 0 is clean, anything else is a failure.</param>
public sealed record ScannerOptions(string Command, IReadOnlyList<string>? Arguments = null, int InfectedExitCode = 1, int TimeoutSeconds = 30);
