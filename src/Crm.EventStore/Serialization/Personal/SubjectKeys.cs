using System.Collections.Concurrent;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>Where the keys of persons are kept.</summary>
public interface ISubjectKeyStore
{
    /// <summary>The keys that exist; subjects without one are left out.</summary>
    Task<IReadOnlyList<SubjectKey>> Find(IReadOnlyCollection<Guid> subjects, CancellationToken ct);

    /// <summary>The keys of all these subjects, made where there was none.</summary>
    Task<IReadOnlyList<SubjectKey>> FindOrCreate(IReadOnlyCollection<Guid> subjects, CancellationToken ct);

    /// <summary>Destroys a subject's key for ever; whatever was written under it reads as <see cref="SubjectKey.Erased"/>.</summary>
    Task Destroy(Guid subject, CancellationToken ct);

    /// <summary>A key from the form it is stored in; <c>null</c>: destroyed.</summary>
    SubjectKey Unwrap(Guid subject, byte[]? stored);
}

/// <summary>The keys in use, in a bounded cache before their store. What several callers lack is fetched in one round trip.</summary>
/// <param name="capacity">Most keys kept in memory.</param>
public sealed class SubjectKeys(ISubjectKeyStore store, int capacity = 100_000)
{
    private readonly RecentCache<Guid, SubjectKey> _cache = new(capacity);
    private readonly Lock _lock = new();

    // For ever: who was erased is never read again, and there are few of them.
    private readonly ConcurrentDictionary<Guid, SubjectKey> _destroyed = new();
    private volatile bool _anyDestroyed;
    private HashSet<Guid> _wanted = [];
    private TaskCompletionSource<IReadOnlyList<SubjectKey>> _wish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _fetching;

    /// <summary>The keys to write these subjects' data with, made where there is none yet.</summary>
    internal async ValueTask<KeyRing> ForWriting(HashSet<Guid> subjects, CancellationToken ct)
    {
        var ring = Cached(subjects, out var missing);
        if (missing is null) return ring;
        foreach (var key in await Create(missing).WaitAsync(ct)) ring.Add(key);
        return ring;
    }

    /// <summary>The keys to read these subjects' data with; those that do not exist read as erased.</summary>
    internal async ValueTask<KeyRing> ForReading(HashSet<Guid> subjects, CancellationToken ct)
    {
        var ring = Cached(subjects, out var missing);
        if (missing is null) return ring;
        foreach (var key in await store.Find(missing, ct))
        {
            _cache.Add(key.Subject, key);
            ring.Add(key);
        }

        return ring;
    }

    /// <summary>Takes in keys that were read beside the events they belong to.</summary>
    internal void Learn(IReadOnlyList<(Guid Subject, byte[]? Stored)> rows)
    {
        foreach (var (subject, stored) in rows)
        {
            if (!_cache.TryGet(subject, out _)) _cache.Add(subject, store.Unwrap(subject, stored));
        }
    }

    /// <summary>Destroys a subject's key and forgets it here; other hosts forget it when told (<see cref="Forget"/>).</summary>
    public async Task Destroy(Guid subject, CancellationToken ct)
    {
        await store.Destroy(subject, ct);
        Forget(subject);
    }

    /// <summary>A key was destroyed: it is dropped from memory with every address, and not taken in again from a reading that began before.</summary>
    public void Forget(Guid subject)
    {
        _destroyed[subject] = new(subject, null);
        _anyDestroyed = true;
        _cache.Remove(subject);
        Addresses.Clear();
    }

    internal AddressBook Addresses { get; } = new();

    private KeyRing Cached(HashSet<Guid> subjects, out List<Guid>? missing)
    {
        missing = null;
        var ring = new KeyRing(subjects.Count);
        foreach (var subject in subjects)
        {
            if (_anyDestroyed && _destroyed.TryGetValue(subject, out var gone)) ring.Add(gone);
            else if (_cache.TryGet(subject, out var key)) ring.Add(key);
            else (missing ??= []).Add(subject);
        }

        return ring;
    }

    // While one request is under way the next gathers what others lack meanwhile.
    private Task<IReadOnlyList<SubjectKey>> Create(List<Guid> missing)
    {
        lock (_lock)
        {
            foreach (var subject in missing) _wanted.Add(subject);
            var wish = _wish.Task;
            if (!_fetching)
            {
                _fetching = true;
                _ = Task.Run(Fetch);
            }

            return wish;
        }
    }

    private async Task Fetch()
    {
        while (true)
        {
            HashSet<Guid> wanted;
            TaskCompletionSource<IReadOnlyList<SubjectKey>> wish;
            lock (_lock)
            {
                if (_wanted.Count == 0)
                {
                    _fetching = false;
                    return;
                }

                (wanted, wish) = (_wanted, _wish);
                (_wanted, _wish) = ([], new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            try
            {
                var keys = await store.FindOrCreate(wanted, CancellationToken.None);
                foreach (var key in keys) _cache.Add(key.Subject, key);
                wish.SetResult(keys);
            }
            catch (Exception exception)
            {
                wish.SetException(exception);
            }
        }
    }
}

/// <summary>The keys that one page or one unit needs; held for as long as it is worked on, whatever the cache drops meanwhile.</summary>
internal sealed class KeyRing(int capacity = 0)
{
    public static readonly KeyRing Empty = new();

    private readonly Dictionary<Guid, SubjectKey> _keys = new(capacity);

    public void Add(SubjectKey key) => _keys[key.Subject] = key;

    /// <summary>The key itself; <c>null</c>: there is none.</summary>
    public SubjectKey? Find(Guid subject) => _keys.GetValueOrDefault(subject);

    public string Encrypt(Guid subject, string text) => _keys[subject].Encrypt(text);

    /// <summary>A text that is no envelope was not encrypted and is given as it is.</summary>
    public string Decrypt(string text) =>
        !SubjectKey.TrySubjectOf(text, out var subject) ? text
        : _keys.TryGetValue(subject, out var key) ? key.Decrypt(text)
        : SubjectKey.Erased;
}
