namespace Crm.Api.Pages.Work;

/// <summary>For who is signed in and has no tray.</summary>
[SignedIn]
public sealed class NothingModel : WorkPage;
