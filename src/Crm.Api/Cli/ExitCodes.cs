namespace Crm.Api.Cli;

/// <summary>What a verb ends with; 0 only when all it was asked for was done.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It was tried and failed, or what was checked is not so.</summary>
    public const int Failure = 1;

    /// <summary>It was asked for wrongly: an unknown verb, option or name.</summary>
    public const int Usage = 2;

    /// <summary>It was done, but for rows of the file that were rejected; the report names them.</summary>
    public const int Rejected = 3;
}

/// <summary>A verb was asked for wrongly; the message says what there is.</summary>
public sealed class UsageException(string message) : Exception(message)
{
    /// <summary>A name that does not exist, with those that do.</summary>
    public static UsageException Unknown(string kind, string name, IEnumerable<string> known) =>
        new($"There is no {kind} '{name}'. There are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
}
