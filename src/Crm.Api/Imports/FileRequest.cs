using FluentValidation;

namespace Crm.Api.Imports;

/// <summary>A sent file and how it is to be read; what it is imported into is the kind's.</summary>
public interface IFileRequest
{
    /// <summary>The hash that sending the file answered.</summary>
    string Upload { get; }
    string FileName { get; }

    /// <summary>Header of the file by field name, where it is not the official template's.</summary>
    IReadOnlyDictionary<string, string>? Mapping { get; }

    /// <summary>Name of the encoding; found out when it is not given, and so are the others.</summary>
    string? Encoding { get; }
    string? Delimiter { get; }
    string? Sheet { get; }

    /// <summary>Whether amounts have a decimal comma or point; otherwise the file has to prove it.</summary>
    DecimalMark? DecimalMark { get; }
}

internal static class FileRequests
{
    public static FileReading Reading(this IFileRequest request) =>
        new(request.Mapping, request.Encoding, request.Delimiter is { Length: 1 } one ? one[0] : null, request.Sheet, request.DecimalMark);
}

public abstract class FileRequestRules<T> : AbstractValidator<T> where T : IFileRequest
{
    protected FileRequestRules()
    {
        RuleFor(request => request.Upload).NotEmpty().Matches("^[0-9a-f]{64}$");
        RuleFor(request => request.FileName).NotEmpty().MaximumLength(260).Must(name => !name.Any(char.IsControl));
        RuleFor(request => request.Delimiter).Length(1).When(request => request.Delimiter is not null);
        RuleFor(request => request.Mapping).Must(mapping => mapping!.Count <= 64 && mapping.All(pair => pair.Value is { Length: <= 200 })).When(request => request.Mapping is not null);
    }
}
