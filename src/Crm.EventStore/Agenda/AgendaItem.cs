namespace Crm.EventStore.Agenda;

/// <summary>Something that has to be done when an instant comes: a document of a room's agenda.</summary>
/// <param name="Id">Kind and stream: <c>promise_lapse:0198…</c>; a stream has one item of a kind at a time.</param>
/// <param name="DueAt">UTC.</param>
/// <param name="Kind">What is to be done; the host maps it to a command.</param>
/// <param name="StreamId">The stream the command is for.</param>
/// <param name="Detail">What the room keeps to know the next deadline, JSON.</param>
public sealed record AgendaItem(string Id, DateTimeOffset DueAt, string Kind, Guid StreamId, string? Detail = null);
