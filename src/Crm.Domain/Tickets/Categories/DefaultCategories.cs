namespace Crm.Domain.Tickets.Categories;

/// <summary>What comes with the product: the applications that internal support is asked about, and what customers of the network ask for.</summary>
public static class DefaultCategories
{
    /// <summary>Paths of codes, parents before their parts, with names.</summary>
    public static IReadOnlyList<(string Path, string Spanish, string English)> All { get; } =
    [
        ("collections", "Cartera", "Collections"),
        ("collections/balance", "Saldos y pagos", "Balances and payments"),
        ("collections/import", "Carga de cartera", "Portfolio import"),
        ("telecom-sales", "Ventas de telecomunicaciones", "Telecom sales"),
        ("telecom-sales/order-entry", "Digitación", "Order entry"),
        ("telecom-sales/plans", "Planes y precios", "Plans and prices"),
        ("card-sales", "Venta de tarjetas", "Card sales"),
        ("quality", "Calidad", "Quality"),
        ("dialler", "Marcador", "Dialler"),
        ("dialler/audio", "Audio y diadema", "Audio and headset"),
        ("dialler/campaign", "Campaña del marcador", "Dialler campaign"),
        ("network", "Red", "Network"),
        ("network/access", "Usuarios y accesos", "Users and access"),
        ("network/equipment", "Equipos", "Equipment"),
        ("service", "Servicio de internet", "Internet service"),
        ("service/no-service", "Sin servicio", "No service"),
        ("service/slow", "Lentitud", "Slow"),
        ("service/intermittent", "Cortes", "Intermittent"),
        ("service/wifi", "Wi-Fi", "Wi-Fi"),
        ("service/installation", "Instalación", "Installation"),
        ("service/billing", "Facturación", "Billing"),
        ("other", "Otro", "Other"),
    ];
}
