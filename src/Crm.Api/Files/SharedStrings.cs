using System.Text;
using System.Xml;

namespace Crm.Api.Files;

/// <summary>The texts that the cells of a workbook refer to by number.</summary>
/// <remarks>
/// Up to a limit they are kept in memory; beyond it they go to a temporary file, with a second one of their offsets, and
/// are read back through a page. Sheets refer to their texts mostly in order, so one page each serves many cells.
/// </remarks>
internal sealed class SharedStrings : IDisposable
{
    private readonly List<string> _kept = [];
    private readonly int _budget;
    private SpillFile? _texts, _offsets;
    private long _characters;

    private SharedStrings(int budget) => _budget = budget;

    public int Count { get; private set; }

    /// <summary>How many texts are kept in memory; the others are in a file.</summary>
    public int InMemory => _kept.Count;

    public string? this[int index]
    {
        get
        {
            if (index < 0 || index >= Count) return null;
            if (index < _kept.Count) return _kept[index];
            Span<byte> place = stackalloc byte[12];
            _offsets!.Read((index - _kept.Count) * 12L, place);
            var text = new byte[BitConverter.ToInt32(place[8..])];
            _texts!.Read(BitConverter.ToInt64(place), text);
            return Encoding.UTF8.GetString(text);
        }
    }

    public static SharedStrings Read(XlsxPackage package, TabularLimits limits)
    {
        var strings = new SharedStrings(limits.SharedStringsInMemory);
        if (package.Find("/sharedStrings") is not { } name) return strings;
        try
        {
            using var part = package.Open(name);
            while (XlsxPackage.Advance(part.Xml))
            {
                if (part.Xml.NodeType is XmlNodeType.Element && part.Xml.LocalName == "si") strings.Add(XlsxText.Read(part.Xml, limits, 0));
            }

            strings._texts?.Flush();
            strings._offsets?.Flush();
            return strings;
        }
        catch (Exception broken) when (broken is XmlException or InvalidDataException)
        {
            strings.Dispose();
            throw XlsxPackage.Truncated();
        }
        catch
        {
            strings.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _texts?.Dispose();
        _offsets?.Dispose();
    }

    private void Add(string text)
    {
        Count++;
        _characters += text.Length + 16;
        if (_texts is null && _characters <= _budget)
        {
            _kept.Add(text);
            return;
        }

        _texts ??= new();
        _offsets ??= new();
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> place = stackalloc byte[12];
        BitConverter.TryWriteBytes(place, _texts.Length);
        BitConverter.TryWriteBytes(place[8..], bytes.Length);
        _offsets.Write(place);
        _texts.Write(bytes);
    }
}
