"""Writes the tables and datapackage.json of this folder.

Real: the schools, the area codes, the offices, their mandates and the names of the programs.
Invented, and named so in the tables: the schools called "Contoh", who did what where and when,
and every number. README.md has the list.

    python3 make.py [FOLDER]

Same script and same sources, same bytes, on any Python from 3.11.
"""

import csv
import datetime
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
SEED = "irisan/west_sumatra/1"
LAST = datetime.date(2023, 11, 30)

PROVINCE = "13"
NO_BGP = "13.09"  # BGP has reported nothing from here: "not reported" is not "not served"
CITIES = ("13.71", "13.72", "13.73", "13.74", "13.75", "13.76", "13.77")
CROWDED = ("13.04", "13.06", "13.07", "13.71", "13.75", "13.76")
JOINT_PSP = ("13.71", "13.75", "13.76")
LED_PSP = ("13.72", "13.74")
O2SN_HOSTS = ("13.71", "13.75", "13.76")

REKAAN = "rekaan (contoh)"
BPMP_LAW = "Permendikbudristek 11/2022; saluran dan letak pada pohon kegiatan dari contoh ini"
BGP_LAW = "Permendikbudristek 14/2022; letak pada pohon kegiatan dari contoh ini"

# --- the tables: what of each is real, its key, its columns, what they refer to ------------------

# A column is "name" or "name:type"; "*" after it: never empty; "@": a bound in time, known to the
# year, the month or the day.
# fmt: off
TABLES = {
    "regions": (
        ("Nyata: kode Kemendagri Provinsi Sumatera Barat dan 19 kabupaten/kota; letak ibu kota "
         "dibulatkan."),
        ["region_id"],
        "region_id* name* parent_id kind* latitude:number longitude:number",
        {"parent_id": "regions.region_id"},
    ),
    "targets": (
        ("Campuran: 359 SMA dan 20 pemerintah daerah nyata; SD, SMP, gugus, MGMP dan wilayah "
         "binaan bernama “Contoh” rekaan."),
        ["target_id"],
        ("target_id* name* kind* region_id* level status students:integer teachers:integer "
         "latitude:number longitude:number authority_id unit_id"),
        {"region_id": "regions.region_id", "authority_id": "targets.target_id",
         "unit_id": "units.unit_id"},
    ),
    "units": (
        ("Nyata: kantor, direktorat jenderal, pemerintah daerah dan mitra yang disebut dalam kasus "
         "asal."),
        ["unit_id"],
        "unit_id* name* kind* parent_id region_id valid_from@ valid_to@",
        {"parent_id": "units.unit_id", "region_id": "regions.region_id"},
    ),
    "programs": (
        ("Campuran: program yang disebut dalam kasus asal dan pelaksananya nyata; pembagian seri "
         "webinar, masa program dan cara memilih sasaran rekaan."),
        ["program_id"],
        "program_id* name* unit_id* parent_id description start@ end@ selection",
        {"unit_id": "units.unit_id", "parent_id": "programs.program_id"},
    ),
    "activities": (
        "Disusun untuk contoh ini; kata kerjanya dari tusi BPMP dan BGP.",
        ["activity_id"],
        "activity_id* name* parent_id level",
        {"parent_id": "activities.activity_id"},
    ),
    "deliveries": (
        "Rekaan seluruhnya.",
        ["delivery_id"],
        ("delivery_id* program_id* target_id* unit_id activity_id audience channel start@ end@ "
         "quantity:number quantity_unit participants:integer cost:integer status plan_of event_id "
         "reach cohort reported_by"),
        {"program_id": "programs.program_id", "target_id": "targets.target_id",
         "unit_id": "units.unit_id", "activity_id": "activities.activity_id",
         "plan_of": "deliveries.delivery_id", "reported_by": "units.unit_id"},
    ),
    "mandates": (
        ("Campuran: kata kerja dan objek tusi menurut Permendikbudristek 11/2022 dan 14/2022 "
         "nyata; saluran dan letaknya pada pohon kegiatan dari contoh ini; baris yang kolom "
         "source-nya menyebut rekaan adalah rekaan."),
        [],
        ("unit_id* activity_id* audience target_kind channel region_id strength valid_from@ "
         "valid_to@ source"),
        {"unit_id": "units.unit_id", "activity_id": "activities.activity_id",
         "region_id": "regions.region_id"},
    ),
    "roles": (
        "Rekaan seluruhnya.",
        [],
        "program_id* unit_id* role* region_id share:number valid_from@ valid_to@",
        {"program_id": "programs.program_id", "unit_id": "units.unit_id",
         "region_id": "regions.region_id"},
    ),
    "agreements": (
        "Rekaan seluruhnya.",
        ["agreement_id"],
        ("agreement_id* kind* program_id other_program_id activity_id audience region_id unit_id "
         "role valid_from@ valid_to@ source"),
        {"program_id": "programs.program_id", "other_program_id": "programs.program_id",
         "activity_id": "activities.activity_id", "region_id": "regions.region_id",
         "unit_id": "units.unit_id"},
    ),
    "memberships": (
        "Rekaan seluruhnya.",
        ["group_id", "member_id"],
        "group_id* member_id* valid_from@ valid_to@",
        {"group_id": "targets.target_id", "member_id": "targets.target_id"},
    ),
    "budgets": (
        "Rekaan seluruhnya.",
        [],
        "program_id* year:year* fund_source planned:integer spent:integer",
        {"program_id": "programs.program_id"},
    ),
    "indicators": (
        "Rekaan seluruhnya; hanya untuk satuan pendidikan rekaan.",
        [],
        "target_id region_id indicator_id* value* denominator:integer date:date* source access",
        {"target_id": "targets.target_id", "region_id": "regions.region_id"},
    ),
    "needs": (
        "Rekaan seluruhnya; hanya untuk satuan pendidikan rekaan.",
        [],
        "target_id* activity_id* score:number required:number quantity_unit date:date source",
        {"target_id": "targets.target_id", "activity_id": "activities.activity_id"},
    ),
    "goals": (
        "Rekaan seluruhnya.",
        [],
        "indicator_id* region_id* baseline:number goal:number due:date",
        {"region_id": "regions.region_id"},
    ),
    "capacities": (
        "Rekaan seluruhnya.",
        [],
        "unit_id* activity_id period capacity:number* quantity_unit cost_per_target:integer",
        {"unit_id": "units.unit_id", "activity_id": "activities.activity_id"},
    ),
    "sources": (
        "Rekaan seluruhnya.",
        [],
        "unit_id* program_id region_id covers_from@ covers_to@ received_on:date",
        {"unit_id": "units.unit_id", "program_id": "programs.program_id",
         "region_id": "regions.region_id"},
    ),
    "eligibility": (
        "Rekaan seluruhnya.",
        [],
        "program_id* target_id region_id level status state*",
        {"program_id": "programs.program_id", "target_id": "targets.target_id",
         "region_id": "regions.region_id"},
    ),
}

ALLOWED = {
    ("programs", "selection"): ["universal", "targeted", "open"],
    ("activities", "level"): ["theme", "kind", "activity"],
    ("deliveries", "channel"): ["direct", "local_government", "online", "partner"],
    ("deliveries", "status"): ["planned", "done", "cancelled"],
    ("deliveries", "reach"): ["named", "open"],
    ("mandates", "strength"): ["lead", "support", "unspecified"],
    ("roles", "role"): ["lead", "implement", "fund", "host", "support"],
    ("agreements", "kind"): ["joint", "pin", "forbid"],
    ("indicators", "access"): ["public", "unit", "own"],
    ("eligibility", "state"): ["eligible", "not_eligible"],
}
# fmt: on


def columns(table):
    return [column.rstrip("*@").split(":")[0] for column in TABLES[table][2].split()]


def row(table, *values, **named):
    """A row of `table`: its first columns in order, others by name, the rest empty."""
    return (
        dict.fromkeys(columns(table), "") | dict(zip(columns(table), values, strict=False)) | named
    )


# --- what can be done, by which programs ----------------------------------------------------------

# fmt: off
# theme, name, its kinds: (verb of the mandates, name, activities)
ACTIVITIES = [
    ("KM", "Kurikulum Merdeka", [
        ("PEMETAAN", "Pemetaan kesiapan penerapan kurikulum", [
            ("KM-STATUS", "Pendataan status IKM"),
        ]),
        ("MODEL", "Pengembangan model penerapan kurikulum", [
            ("KM-MODUL", "Penyusunan contoh perangkat ajar"),
        ]),
        ("KOMPETENSI", "Peningkatan kompetensi penerapan kurikulum", [
            ("KM-BIMTEK", "Bimbingan teknis Kurikulum Merdeka"),
            ("KM-LOKAKARYA", "Lokakarya perencanaan pembelajaran"),
        ]),
        ("FASILITASI", "Fasilitasi penerapan kurikulum", [
            ("KM-DAMPING", "Pendampingan penerapan kurikulum"),
            ("KM-KLINIK", "Klinik kurikulum"),
            ("KM-KOORDINASI", "Koordinasi IKM dengan pemda"),
        ]),
        ("SUPERVISI", "Supervisi penerapan kurikulum", [
            ("KM-KELAS", "Supervisi pembelajaran di kelas"),
        ]),
        ("MONEV", "Pemantauan dan evaluasi penerapan kurikulum", [
            ("KM-REFLEKSI", "Refleksi penerapan kurikulum"),
        ]),
    ]),
    ("SP", "Transformasi satuan pendidikan (Sekolah Penggerak)", [
        ("KOMPETENSI", "Peningkatan kompetensi di Sekolah Penggerak", [
            ("SP-PELATIHAN", "Pelatihan komite pembelajaran"),
        ]),
        ("FASILITASI", "Fasilitasi Sekolah Penggerak", [
            ("SP-DAMPING", "Pendampingan Sekolah Penggerak"),
            ("SP-KOORDINASI", "Koordinasi Sekolah Penggerak dengan pemda"),
        ]),
        ("MONEV", "Pemantauan dan evaluasi Sekolah Penggerak", [
            ("SP-CAPAIAN", "Pemantauan capaian Sekolah Penggerak"),
        ]),
    ]),
    ("GTK", "Kompetensi guru dan tenaga kependidikan", [
        ("PEMETAAN", "Pemetaan kompetensi", [
            ("GTK-PROFIL", "Pemetaan profil kompetensi guru"),
        ]),
        ("MODEL", "Pengembangan model peningkatan kompetensi", [
            ("GTK-RANCANGAN", "Penyusunan rancangan pelatihan"),
        ]),
        ("KOMPETENSI", "Peningkatan kompetensi", [
            ("GTK-PMM", "Pendampingan Platform Merdeka Mengajar"),
            ("GTK-WEBINAR", "Webinar pembelajaran dan asesmen"),
        ]),
        ("FASILITASI", "Fasilitasi belajar sejawat", [
            ("GTK-KOMBEL", "Pendampingan komunitas belajar"),
        ]),
        ("SUPERVISI", "Supervisi peningkatan kompetensi", [
            ("GTK-UMPANBALIK", "Umpan balik praktik mengajar"),
        ]),
        ("MONEV", "Pemantauan dan evaluasi peningkatan kompetensi", [
            ("GTK-DAMPAK", "Evaluasi dampak pelatihan"),
        ]),
    ]),
    ("PIMPIN", "Kepemimpinan sekolah", [
        ("PEMETAAN", "Pemetaan calon pemimpin sekolah", [
            ("PIMPIN-DATA", "Pendataan calon kepala sekolah"),
        ]),
        ("KOMPETENSI", "Peningkatan kompetensi pemimpin sekolah", [
            ("PIMPIN-CALON", "Penguatan calon kepala sekolah"),
        ]),
        ("FASILITASI", "Fasilitasi pengangkatan pemimpin sekolah", [
            ("PIMPIN-ADVOKASI", "Advokasi pengangkatan Guru Penggerak sebagai kepala sekolah"),
        ]),
        ("MONEV", "Pemantauan kepemimpinan sekolah", [
            ("PIMPIN-PANTAU", "Pemantauan pengangkatan kepala sekolah"),
        ]),
    ]),
    ("MUTU", "Mutu satuan pendidikan", [
        ("PEMETAAN", "Pemetaan mutu pendidikan", [
            ("MUTU-RAPOR", "Pembacaan rapor pendidikan"),
        ]),
        ("MODEL", "Pengembangan model penjaminan mutu", [
            ("MUTU-CONTOH", "Penyusunan contoh penjaminan mutu"),
        ]),
        ("FASILITASI", "Fasilitasi peningkatan mutu", [
            ("MUTU-PBD", "Pendampingan perencanaan berbasis data"),
        ]),
        ("SUPERVISI", "Supervisi penjaminan mutu", [
            ("MUTU-KUNJUNGAN", "Kunjungan penjaminan mutu"),
        ]),
        ("MONEV", "Pemantauan dan evaluasi mutu", [
            ("MUTU-TINDAKLANJUT", "Pemantauan tindak lanjut rapor pendidikan"),
        ]),
    ]),
    ("MITRA", "Kemitraan", [
        ("KEMITRAAN", "Pengembangan dan pelaksanaan kemitraan", [
            ("MITRA-KOORDINASI", "Koordinasi dengan mitra pembangunan"),
            ("MITRA-LITERASI", "Penguatan literasi bersama mitra"),
        ]),
    ]),
    ("PRESTASI", "Prestasi dan olahraga murid", [
        ("FASILITASI", "Fasilitasi prestasi murid", [
            ("O2SN-PERSIAPAN", "Persiapan O2SN"),
            ("O2SN-KOORDINASI", "Koordinasi O2SN dengan pemda"),
        ]),
    ]),
    ("TU", "Tata usaha", [
        ("ADMINISTRASI", "Urusan administrasi kantor", []),
    ]),
]

# program, name, owner, inside, what is real in it, how its targets are chosen
PROGRAMS = [
    ("IKM", "Implementasi Kurikulum Merdeka", "KEMENDIKBUDRISTEK", "",
     "Dijalankan BPMP dan BGP", "universal"),
    ("PSP", "Program Sekolah Penggerak", "KEMENDIKBUDRISTEK", "",
     "Dijalankan BPMP dan BGP", "targeted"),
    ("PMM", "Pendampingan Platform Merdeka Mengajar", "BGP", "",
     "Dijalankan BGP", "open"),
    ("WEBINAR", "Webinar Pembelajaran dan Asesmen", "BGP", "",
     "Dijalankan BGP", "open"),
    ("WEBINAR-ASESMEN", "Seri Webinar Asesmen", "BGP", "WEBINAR",
     "Bagian webinar BGP tentang asesmen; pembagian seri rekaan", "open"),
    ("KOMBEL", "Komunitas Belajar", "BGP", "",
     "Dijalankan BGP", "universal"),
    ("MITRA-DD", "Kemitraan dengan Dompet Dhuafa", "BGP", "",
     "Kemitraan BGP", "targeted"),
    ("MITRA-RP", "Kemitraan dengan Rumah Pintar", "BGP", "",
     "Kemitraan BGP", "targeted"),
    ("GP-KS", "Advokasi Guru Penggerak sebagai Kepala Sekolah", "BPMP", "",
     "Dijalankan BPMP kepada pemda", "universal"),
    ("O2SN", "Persiapan Olimpiade Olahraga Siswa Nasional", "BPMP", "",
     "Dijalankan BPMP", "targeted"),
]

# Usual whole rupiah of one delivery at one target, before chance.
COST = {
    "KM-STATUS": 400_000, "KM-BIMTEK": 3_500_000, "KM-LOKAKARYA": 3_000_000,
    "KM-DAMPING": 2_000_000, "KM-KLINIK": 1_200_000, "KM-KOORDINASI": 2_500_000,
    "KM-KELAS": 900_000, "KM-REFLEKSI": 800_000, "SP-PELATIHAN": 6_000_000,
    "SP-DAMPING": 2_800_000, "SP-KOORDINASI": 2_500_000, "SP-CAPAIAN": 900_000,
    "GTK-PMM": 1_100_000, "GTK-WEBINAR": 75_000, "GTK-KOMBEL": 750_000,
    "PIMPIN-ADVOKASI": 2_700_000, "MUTU-PBD": 1_500_000, "MITRA-KOORDINASI": 500_000,
    "MITRA-LITERASI": 2_200_000, "O2SN-PERSIAPAN": 1_800_000, "O2SN-KOORDINASI": 2_200_000,
}

# Hours of learning (jam pelajaran) of one delivery; work without hours has no quantity.
HOURS = {
    "KM-BIMTEK": 16, "KM-LOKAKARYA": 12, "KM-DAMPING": 8, "KM-KLINIK": 4, "KM-KELAS": 4,
    "SP-PELATIHAN": 32, "SP-DAMPING": 12, "GTK-PMM": 6, "GTK-WEBINAR": 2, "GTK-KOMBEL": 4,
    "MUTU-PBD": 8, "MITRA-LITERASI": 8,
}

# Seats of the governments, to a tenth of a degree, entered by hand.
SEATS = {
    "13": (-0.9, 100.4), "13.01": (-1.4, 100.6), "13.02": (-1.0, 100.6), "13.03": (-0.7, 100.9),
    "13.04": (-0.5, 100.6), "13.05": (-0.6, 100.3), "13.06": (-0.3, 100.0), "13.07": (-0.2, 100.7),
    "13.08": (0.1, 100.2), "13.09": (-2.0, 99.6), "13.10": (-1.0, 101.5), "13.11": (-1.6, 101.3),
    "13.12": (0.1, 99.8), "13.71": (-0.9, 100.4), "13.72": (-0.8, 100.7), "13.73": (-0.7, 100.8),
    "13.74": (-0.5, 100.4), "13.75": (-0.3, 100.4), "13.76": (-0.2, 100.6), "13.77": (-0.6, 100.1),
}
# fmt: on


class Chance:
    """Draws that rest on random() alone, whose sequence Python promises to keep."""

    def __init__(self, purpose):
        self.random = random.Random(f"{SEED}/{purpose}").random

    def between(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def happens(self, probability):
        return self.random() < probability

    def pick(self, things):
        return things[int(self.random() * len(things))]

    def some(self, things, count):
        """`count` of them (all, if there are fewer), in their own order."""
        left, needed, chosen = len(things), min(count, len(things)), []
        for thing in things:
            if self.random() * left < needed:
                chosen.append(thing)
                needed -= 1
            left -= 1
        return chosen

    def day(self, first_month, last_month):
        return datetime.date(2023, self.between(first_month, last_month), self.between(1, 28))


def later(date, days):
    return min(date + datetime.timedelta(days), LAST)


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- real: regions, units, schools, local governments --------------------------------------------


def read_regions():
    regions = []
    for place in read(HERE / "sources/wilayah_sumatera_barat.csv"):
        code = place["kode"]
        parent, kind = ("", "province") if code == PROVINCE else (PROVINCE, "city_or_regency")
        regions.append(row("regions", code, place["nama"], parent, kind, *SEATS[code]))
    return regions


def government(region_id):
    return f"PEMDA-{region_id}"


def government_name(region):
    return f"Pemerintah {'Provinsi ' if region['region_id'] == PROVINCE else ''}{region['name']}"


def make_units(regions):
    ministry, paud, gtk = "KEMENDIKBUDRISTEK", "DITJEN-PAUD-DIKDASMEN", "DITJEN-GTK"
    long_name = "Kementerian Pendidikan, Kebudayaan, Riset, dan Teknologi"
    paud_name = "Direktorat Jenderal PAUD, Pendidikan Dasar, dan Pendidikan Menengah"
    gtk_name = "Direktorat Jenderal Guru dan Tenaga Kependidikan"
    units = [
        row("units", ministry, long_name, "ministry"),
        row("units", paud, paud_name, "directorate", ministry),
        row("units", gtk, gtk_name, "directorate", ministry),
        row(
            "units",
            "BPMP",
            "BPMP Provinsi Sumatera Barat",
            "technical_unit",
            paud,
            PROVINCE,
            "2022",
        ),
        row("units", "BGP", "BGP Provinsi Sumatera Barat", "technical_unit", gtk, PROVINCE, "2022"),
        row("units", "DOMPET-DHUAFA", "Dompet Dhuafa", "partner"),
        row("units", "RUMAH-PINTAR", "Rumah Pintar", "partner"),
    ]
    for region in regions:
        here, name = region["region_id"], government_name(region)
        units.append(row("units", government(here), name, "local_government", region_id=here))
    return units


def make_governments(regions):
    targets = []
    for region in regions:
        body, here = government(region["region_id"]), region["region_id"]
        name = government_name(region)
        targets.append(row("targets", body, name, "local_government", here, unit_id=body))
    return targets


def status_of(name):
    """What the name itself says; a private school that does not say so stays unknown."""
    words = name.upper().replace("SEKOLAH MENENGAH ATAS", "SMA").split()
    if words[0] == "SMAN" or words[:2] in (["SMA", "NEGERI"], ["SMA", "N"]):
        return "negeri"
    if words[0] == "SMAS" or words[:2] in (["SMA", "SWASTA"], ["SMA", "S"]):
        return "swasta"
    return ""


def read_schools(regions):
    code = {region["name"]: region["region_id"] for region in regions}
    schools = []
    for school in read(HERE / "sources/sma_2025_sumatera_barat.csv"):
        npsn = school["kode"].removesuffix(".0")  # someone's tool took the ids for numbers
        if len(npsn) != 8:
            raise ValueError(f"not an NPSN: {school['kode']}")
        here = code[(school["kabupaten"] or school["kota"]).replace("Kab. ", "Kabupaten ")]
        name = " ".join(school["nama"].split())
        schools.append(
            row("targets", npsn, name, "school", here, "SMA", status_of(name))
            | {"authority_id": government(PROVINCE)}
        )
    return schools


# --- invented: schools, clusters, supervisors' areas ---------------------------------------------


def invent_schools(regions, schools):
    chance = Chance("schools")
    places = [region for region in regions if region["region_id"] != PROVINCE]
    weights = [8 + sum(s["region_id"] == p["region_id"] for s in schools) for p in places]
    invented = []
    for level, count, per_teacher, most in (("SD", 200, 22, 340), ("SMP", 100, 17, 620)):
        homes = [
            p for p, share in zip(places, shares(count, weights), strict=True) for _ in range(share)
        ]
        for number, place in enumerate(homes, 1):
            school_id = f"X{level}{number:0{7 - len(level)}}"
            name = f"{level} Contoh {number:03} {place['name']}"
            status = "swasta" if chance.happens(0.12) else "negeri"
            students = chance.between(60, most)
            teachers = 6 + students // per_teacher + chance.between(0, 3)
            invented.append(
                row("targets", school_id, name, "school", place["region_id"], level, status)
                | {"students": students, "teachers": teachers}
                | {"authority_id": government(place["region_id"])}
            )
    return invented


def shares(total, weights):
    """`total` in whole parts by weight, largest remainders first, ties to the earlier."""
    exact = [total * w / sum(weights) for w in weights]
    parts = [int(e) for e in exact]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def invent_groups(regions, schools):
    """Clusters of primary schools (gugus) and of subject teachers (MGMP), supervisors' areas."""
    chance = Chance("groups")
    groups, memberships = [], []

    def group(group_id, name, kind, place, level, authority, members):
        here = place["region_id"]
        groups.append(
            row("targets", group_id, f"{name} {place['name']}", kind, here, level)
            | {"authority_id": government(authority)}
        )
        for member in members:
            memberships.append(row("memberships", group_id, member["target_id"], "2022-07"))

    gugus = 0
    places = [region for region in regions if region["region_id"] != PROVINCE]
    for number, place in enumerate(places, 1):
        here = place["region_id"]
        local = [s for s in schools if s["region_id"] == here]
        primary, junior, senior = (
            [s for s in local if s["level"] == x] for x in ("SD", "SMP", "SMA")
        )
        for first in range(0, len(primary) - 2, 6):
            gugus += 1
            six = primary[first : first + 6]
            group(f"XGUG{gugus:04}", f"Gugus Contoh {gugus:02}", "cluster", place, "SD", here, six)
        group(f"XMGP{number:04}", "MGMP SMP Contoh", "cluster", place, "SMP", here, junior)
        some = chance.some(senior, 12)
        group(f"XMGA{number:04}", "MGMP SMA Contoh", "cluster", place, "SMA", PROVINCE, some)
        name, some = "Wilayah Binaan Pengawas Contoh", chance.some(senior, 10)
        group(f"XWIL{number:04}", name, "supervisor_area", place, "SMA", PROVINCE, some)
    return groups, memberships


# --- invented: who did what, where, when, for whom -----------------------------------------------


class Deliveries:
    """Collects the rows and numbers them at the end, so that a plan can be named before that."""

    def __init__(self, purpose, rows):
        self.chance = Chance(purpose)
        self.rows = rows

    def add(self, program, unit, where, activity, audience, start, days=0, **more):
        """One row, from `start` to `days` later; `more` are its other columns."""
        chance = self.chance
        if unit == "BGP" and where["region_id"] in (NO_BGP, PROVINCE):
            raise ValueError(f"BGP has not reported from {where['region_id']}")
        far = 1.6 if where["region_id"] == NO_BGP else 1.0
        cost = int(COST[activity] * far * (0.7 + 0.6 * chance.random()) / 25_000) * 25_000
        people = self.people(where, audience)
        delivery = row(
            "deliveries",
            program_id=program,
            target_id=where["target_id"],
            unit_id=unit,
            activity_id=activity,
            audience=audience,
            channel="direct",
            start=start.isoformat(),
            end=later(start, days).isoformat(),
            quantity=HOURS.get(activity, ""),
            quantity_unit="jp" if activity in HOURS else "",
            participants="" if chance.happens(0.08) else people,
            cost="" if chance.happens(0.07) else cost,
            status="done",
            reach="named",
            reported_by=unit,
        )
        if "event_id" not in more and chance.happens(0.04):  # some offices report months, not days
            delivery["start"], delivery["end"] = delivery["start"][:7], delivery["end"][:7]
        elif days and chance.happens(0.02):  # and some forget the end
            delivery["end"] = ""
        self.rows.append(delivery | more)

    def people(self, where, audience):
        chance = self.chance
        if audience == "principal" and where["kind"] == "school":
            return 1
        if where["kind"] in ("cluster", "supervisor_area"):
            return chance.between(8, 30) if audience == "teacher" else chance.between(5, 12)
        if audience == "teacher":
            return chance.between(5, max(5, (where["teachers"] or 24) * 2 // 3))
        return chance.between(8, 30) if audience == "student" else chance.between(5, 15)


def invent_deliveries(schools, groups, governments):
    rows = []
    # The newest numbers of a list of 2025 are likely to be younger than the year told here.
    there = [s for s in schools if s["target_id"] < "70040000" or s["target_id"] >= "X"]
    reported = [s for s in there if s["region_id"] != NO_BGP]
    deliver_ikm(Deliveries("ikm", rows), there, groups)
    deliver_psp(Deliveries("psp", rows), reported)
    deliver_pmm(Deliveries("pmm", rows), reported, groups)
    deliver_webinars(Deliveries("webinars", rows), reported)
    deliver_partners(Deliveries("partners", rows), reported)
    deliver_advice(Deliveries("governments", rows), governments)
    deliver_o2sn(Deliveries("o2sn", rows), there)
    plan_cancel_and_repeat(rows)
    return number(rows)


def deliver_ikm(d, schools, groups):
    through_pemda = {"channel": "local_government"}
    chance = d.chance
    for school in schools:
        crowded = school["region_id"] in CROWDED
        by_bpmp = chance.happens(0.55 if crowded else 0.38)
        by_bgp = school["region_id"] != NO_BGP and chance.happens(0.62 if crowded else 0.42)
        if chance.happens(0.66):
            audience, same, other, days = "teacher", "KM-BIMTEK", "KM-LOKAKARYA", 3
        else:
            audience, same, other, days = "principal", "KM-DAMPING", "KM-KLINIK", 45
        start = chance.day(2, 7)
        if by_bpmp:
            d.add("IKM", "BPMP", school, same, audience, start, days)
        if by_bgp:
            what, begin = chance.pick((same, other)), start
            if by_bpmp:
                meeting = chance.random()
                if meeting < 0.32:  # the same, in crossing periods
                    what, begin = same, later(start, chance.between(0, 2))
                elif meeting < 0.62:  # the same kind within weeks
                    what, begin = other, later(start, chance.between(7, 45))
                else:  # the same again, months later
                    what, begin = same, later(start, chance.between(90, 125))
            d.add("IKM", "BGP", school, what, audience, begin, days)
        if by_bpmp:
            if chance.happens(0.6):
                start = chance.day(1, 3)
                d.add("IKM", "BPMP", school, "KM-STATUS", "school", start, 14, **through_pemda)
            if chance.happens(0.2):
                start = chance.day(3, 9)
                d.add("IKM", "BPMP", school, "KM-DAMPING", "school", start, 21, **through_pemda)
            if chance.happens(0.35):
                d.add("IKM", "BPMP", school, "KM-REFLEKSI", "principal", chance.day(9, 11))
            if chance.happens(0.22):
                d.add("IKM", "BPMP", school, "GTK-PMM", "teacher", chance.day(2, 10))
        if by_bgp:
            if chance.happens(0.45):
                d.add("IKM", "BGP", school, "KM-KELAS", "teacher", chance.day(8, 10), 1)
            if chance.happens(0.3):
                d.add("IKM", "BGP", school, "KM-REFLEKSI", "principal", chance.day(9, 11))
    for group in groups:
        what = (
            ("KM-BIMTEK", "teacher") if group["kind"] == "cluster" else ("KM-KLINIK", "supervisor")
        )
        for unit in ("BPMP", "BGP"):
            if chance.happens(0.42) and (unit == "BPMP" or group["region_id"] != NO_BGP):
                d.add("IKM", unit, group, *what, chance.day(3, 10), 2)


def deliver_psp(d, schools):
    chance = d.chance
    chosen = [s for s in schools if chance.happens(0.26 if s["region_id"] in CITIES else 0.13)]
    for school in chosen:
        cohort = {"cohort": chance.pick(("angkatan-2", "angkatan-3"))}
        start, days = chance.day(2, 6), chance.between(60, 120)
        by_bpmp, by_bgp = chance.happens(0.8), chance.happens(0.85)
        if by_bpmp:
            d.add("PSP", "BPMP", school, "SP-DAMPING", "principal", start, days, **cohort)
            if chance.happens(0.6):
                how = cohort | {"channel": "local_government"}
                d.add("PSP", "BPMP", school, "MUTU-PBD", "school", chance.day(3, 8), 2, **how)
            if chance.happens(0.6):
                d.add("PSP", "BPMP", school, "SP-CAPAIAN", "principal", chance.day(9, 11), **cohort)
        if by_bgp:
            d.add("PSP", "BGP", school, "SP-PELATIHAN", "teacher", chance.day(2, 8), 4, **cohort)
            if chance.happens(0.7):
                begin = later(start, chance.between(10, 50)) if by_bpmp else start
                d.add("PSP", "BGP", school, "SP-DAMPING", "principal", begin, days, **cohort)


def deliver_pmm(d, schools, groups):
    chance = d.chance
    for school in schools:
        if chance.happens(0.45):
            d.add("PMM", "BGP", school, "GTK-PMM", "teacher", chance.day(2, 10))
            if chance.happens(0.3):
                d.add("PMM", "BGP", school, "GTK-PMM", "principal", chance.day(2, 10))
        if chance.happens(0.14):
            start, days = chance.day(3, 10), chance.between(14, 60)
            d.add("KOMBEL", "BGP", school, "GTK-KOMBEL", "teacher", start, days)
    for group in groups:
        if group["kind"] != "cluster" or group["region_id"] == NO_BGP:
            continue
        if chance.happens(0.4):
            d.add("PMM", "BGP", group, "GTK-PMM", "teacher", chance.day(2, 10))
        for month in chance.some((3, 5, 8, 10), chance.between(1, 4)):
            start = chance.day(month, month)
            d.add("KOMBEL", "BGP", group, "GTK-KOMBEL", "teacher", start, 20)


def deliver_webinars(d, schools):
    """Anyone may join. The rows of BGP's own name no unit: the owner carries them out."""
    days = [d.chance.day(month, month) for month in range(1, 11)]
    events = []
    for n, day in enumerate(days, 1):
        program = "WEBINAR-ASESMEN" if n % 3 == 0 else "WEBINAR"
        events.append((program, "BGP", day, 0.1, {"event_id": f"XWEB-BGP-{n:02}", "unit_id": ""}))
    for n, day in enumerate((days[4], later(days[7], 9)), 1):  # one on the very day of one of BGP's
        events.append(("IKM", "BPMP", day, 0.08, {"event_id": f"XWEB-BPMP-{n:02}"}))
    for program, unit, day, probability, more in events:
        more |= {"channel": "online", "reach": "open"}
        for school in schools:
            if d.chance.happens(probability):
                d.add(program, unit, school, "GTK-WEBINAR", "teacher", day, **more)


def deliver_partners(d, schools):
    """To invented schools only: nothing invented is said of a partner at a real school."""
    chance = d.chance
    for school in schools:
        if not school["target_id"].startswith("X"):
            continue
        if chance.happens(0.16):
            start = chance.day(2, 8)
            if chance.happens(0.5):
                d.add("MITRA-DD", "BGP", school, "MITRA-KOORDINASI", "principal", start)
            more = {"channel": "partner", "reported_by": chance.pick(("DOMPET-DHUAFA", "BGP"))}
            more |= {"cost": ""} if chance.happens(0.4) else {}
            start = later(start, 14)
            d.add(
                "MITRA-DD", "DOMPET-DHUAFA", school, "MITRA-LITERASI", "student", start, 60, **more
            )
        if school["level"] == "SD" and chance.happens(0.2):
            more = {"channel": "partner"} | ({"cost": ""} if chance.happens(0.4) else {})
            start = chance.day(2, 8)
            d.add(
                "MITRA-RP", "RUMAH-PINTAR", school, "MITRA-LITERASI", "student", start, 60, **more
            )


def deliver_advice(d, governments):
    """What the offices bring to the local governments, some of it on the same day."""
    chance, audience = d.chance, "local_government"
    for pemda in governments:
        visits = [chance.day(2, 10) for _ in range(chance.between(2, 3))]
        for date in visits:
            d.add("GP-KS", "BPMP", pemda, "PIMPIN-ADVOKASI", audience, date)
        d.add("IKM", "BPMP", pemda, "KM-KOORDINASI", audience, chance.day(1, 3), 1)
        d.add("IKM", "BPMP", pemda, "KM-KOORDINASI", audience, chance.day(7, 9), 1)
        d.add("PSP", "BPMP", pemda, "SP-KOORDINASI", audience, chance.day(2, 6), 1)
        d.add("O2SN", "BPMP", pemda, "O2SN-KOORDINASI", audience, chance.day(3, 4))
        if pemda["region_id"] in (PROVINCE, NO_BGP):
            continue
        date = chance.pick(visits) if chance.happens(0.4) else chance.day(2, 9)
        d.add("IKM", "BGP", pemda, "KM-KOORDINASI", audience, date, 1)
        if chance.happens(0.7):
            d.add("PSP", "BGP", pemda, "SP-KOORDINASI", audience, chance.day(2, 6), 1)


def deliver_o2sn(d, schools):
    chance = d.chance
    for school in schools:
        start, pemda = chance.day(4, 6), government(school["region_id"])
        if chance.happens(0.24):  # no unit named: the owner carries it out
            d.add("O2SN", "BPMP", school, "O2SN-PERSIAPAN", "student", start, 5, unit_id="")
        if (
            pemda in map(government, O2SN_HOSTS)
            and school["level"] != "SMA"
            and chance.happens(0.3)
        ):
            more = {"channel": "local_government"}
            d.add("O2SN", pemda, school, "O2SN-PERSIAPAN", "student", chance.day(4, 6), 5, **more)


def plan_cancel_and_repeat(rows):
    chance = Chance("plans")
    done = list(rows)
    for delivery in done:
        if delivery["program_id"] not in ("IKM", "PSP", "PMM", "KOMBEL") or delivery["event_id"]:
            continue
        if chance.happens(0.1):  # it had been planned, by month as plans are
            first, last = delivery["start"][:7], delivery["end"][:7]
            plan = {"status": "planned", "start": first, "end": last or first, "participants": ""}
            rows.append(delivery | plan)
            delivery["plan_of"] = rows[-1]
        elif delivery["start"] >= "2023-10" and chance.happens(0.35):
            delivery.update(status="planned", participants="")  # not yet carried out
        elif chance.happens(0.02):
            delivery.update(status="cancelled", participants="")
    # The same work on the lists of two offices: equal in all but who reported it.
    shared = ("KM-BIMTEK", "SP-PELATIHAN", "SP-DAMPING")
    listed = [x for x in done if x["status"] == "done" and x["activity_id"] in shared]
    listed = [x for x in listed if not x["plan_of"] and x["cost"] != ""]
    for delivery in chance.some(listed, 14):
        other = "BPMP" if delivery["reported_by"] == "BGP" else "BGP"
        rows.append(delivery | {"reported_by": other})


def number(rows):
    first = ["start", "end", "program_id", "unit_id", "target_id"]
    rest = [c for c in columns("deliveries") if c not in (*first, "delivery_id", "plan_of")]
    rows = sorted(rows, key=lambda delivery: [str(delivery[c]) for c in first + rest])
    for n, delivery in enumerate(rows, 1):
        delivery["delivery_id"] = f"XD{n:06}"
    for delivery in rows:
        if delivery["plan_of"]:
            delivery["plan_of"] = delivery["plan_of"]["delivery_id"]
    return rows


# --- who is there for what: mandates, roles, agreements ------------------------------------------


def make_activities():
    rows = []
    for theme, theme_name, kinds in ACTIVITIES:
        rows.append(row("activities", theme, theme_name, "", "theme"))
        for verb, kind_name, activities in kinds:
            kind = f"{theme}-{verb}"
            rows.append(row("activities", kind, kind_name, theme, "kind"))
            rows += [row("activities", a, name, kind, "activity") for a, name in activities]
    return rows


def make_programs():
    programs = []
    for program, name, owner, inside, real, selection in PROGRAMS:
        what = f"{real}; masa program rekaan"
        times = ("2023-01", "2023-12")
        programs.append(row("programs", program, name, owner, inside, what, *times, selection))
    return programs


def make_mandates():
    rows = []

    def mandate(
        unit, activity, source, *, audience="", kind="", channel="", strength="unspecified"
    ):
        objects = (audience, kind, channel, PROVINCE)
        rows.append(row("mandates", unit, activity, *objects, strength, "2022", "", source))

    def nodes(verbs):
        return [(t, f"{t}-{verb}") for t, names in verbs.items() for verb in names.split()]

    # BPMP: the quality of schools, reached through local government.
    verbs = {
        "KM": "PEMETAAN MODEL FASILITASI SUPERVISI MONEV",
        "SP": "FASILITASI MONEV",
        "MUTU": "PEMETAAN MODEL FASILITASI SUPERVISI MONEV",
        "MITRA": "KEMITRAAN",
    }
    pemda = "local_government"
    for _, activity in nodes(verbs):
        mandate("BPMP", activity, BPMP_LAW, audience="school", kind="school", channel=pemda)
        mandate("BPMP", activity, BPMP_LAW, audience=pemda, kind=pemda)
    mandate("BPMP", "PIMPIN-FASILITASI", BPMP_LAW, audience=pemda, kind=pemda)
    mandate("BPMP", "PRESTASI-FASILITASI", BPMP_LAW)
    mandate("BPMP", "TU-ADMINISTRASI", BPMP_LAW, audience="bpmp_staff")

    # BGP: the competence of people.
    verbs = {
        "KM": "PEMETAAN MODEL KOMPETENSI FASILITASI SUPERVISI MONEV",
        "SP": "KOMPETENSI FASILITASI MONEV",
        "GTK": "PEMETAAN MODEL KOMPETENSI FASILITASI SUPERVISI MONEV",
        "PIMPIN": "PEMETAAN KOMPETENSI MONEV",
        "MITRA": "KEMITRAAN",
    }
    people = {
        "KM": "teacher principal supervisor",
        "SP": "teacher principal supervisor",
        "GTK": "teacher other_educator education_staff principal",
        "PIMPIN": "prospective_principal principal prospective_supervisor supervisor",
        "MITRA": "teacher principal",
    }
    for theme, activity in nodes(verbs):
        for audience in people[theme].split():
            mandate("BGP", activity, BGP_LAW, audience=audience)
    mandate("BGP", "TU-ADMINISTRASI", BGP_LAW, audience="bgp_staff")

    # Invented: the ministry hands two jobs to both and names no lead; a third, both have settled.
    given, settled = f"{REKAAN}: penugasan kementerian", f"{REKAAN}: nota kesepahaman"
    principals = {"audience": "principal", "kind": "school"}
    mandate("BPMP", "KM-FASILITASI", given, **principals)
    mandate("BPMP", "SP-FASILITASI", given, **principals)
    mandate("BPMP", "KM-MONEV", settled, **principals, strength="lead")
    mandate("BGP", "KM-MONEV", settled, **principals, strength="support")
    return rows


def make_roles():
    year = ("2023", "2023")
    rows = [row("roles", "PSP", "KEMENDIKBUDRISTEK", "fund", PROVINCE, 1, *year)]
    for here in LED_PSP:
        for unit, role in (("BGP", "lead"), ("BPMP", "support"), (government(here), "host")):
            rows.append(row("roles", "PSP", unit, role, here, "", *year))
    return rows


def make_agreements():
    # kind, program, other program, activity, audience, region, unit, role
    what = [("joint", "PSP", "PSP", "", "", here, "", "") for here in JOINT_PSP]
    what += [
        ("joint", "IKM", "PMM", "GTK-PMM", "teacher", "13.71", "", ""),
        ("pin", "IKM", "", "KM-KOMPETENSI", "teacher", "13.06", "BGP", "lead"),
        ("forbid", "GP-KS", "", "PIMPIN-ADVOKASI", "local_government", PROVINCE, "BGP", ""),
    ]
    year = ("2023-01", "2023-12")
    return [row("agreements", f"XK{n:03}", *w, *year, REKAAN) for n, w in enumerate(what, 1)]


# --- invented: what is measured, needed, aimed at, possible --------------------------------------


def make_measures(schools):
    """Of invented schools only: a real school is given no invented value."""
    chance = Chance("measures")
    indicators, needs = [], []
    date, literacy = "2023-03-31", []
    steps = {"belum": 0.9, "mandiri-belajar": 0.6, "mandiri-berubah": 0.35, "mandiri-berbagi": 0.0}
    for school in schools:
        if not school["target_id"].startswith("X") or not chance.happens(0.6):
            continue
        reading, active = chance.between(25, 95), chance.between(20, 95)
        step = chance.pick(tuple(steps))
        literacy.append(reading)
        for name, value, among, access in (
            ("contoh-literasi", reading, school["students"], "public"),
            ("contoh-status-ikm", step, "", "public"),
            ("contoh-guru-aktif-pmm", active, school["teachers"], "unit"),
        ):
            about = (school["target_id"], "")
            indicators.append(row("indicators", *about, name, value, among, date, REKAAN, access))
        # What else is needed, irisan.toml says by the indicators.
        if steps[step] >= 0.3:
            about = (school["target_id"], "KM", f"{steps[step]:.2f}")
            needs.append(row("needs", *about, 24, "jp", date, REKAAN))
    mean = round(sum(literacy) / len(literacy))
    goals = [
        row("goals", "contoh-literasi", PROVINCE, mean, mean + 8, "2024-12-31"),
        row("goals", "contoh-guru-aktif-pmm", PROVINCE, "", 75, "2024-12-31"),
    ]
    return indicators, needs, goals


def make_capacities():
    what = [
        ("BPMP", "KM", 260, 2_100_000),
        ("BPMP", "MUTU", 220, 1_500_000),
        ("BPMP", "SP", 90, 2_700_000),
        ("BGP", "KM", 340, 2_300_000),
        ("BGP", "GTK", 420, 900_000),
        ("BGP", "SP", 110, 4_200_000),
        ("DOMPET-DHUAFA", "MITRA", 50, ""),
        ("RUMAH-PINTAR", "MITRA", 45, ""),
    ]
    return [row("capacities", u, theme, "2024", n, "sasaran", c) for u, theme, n, c in what]


def make_budgets():
    what = [
        ("IKM", "APBN", 2_900_000_000, 2_610_000_000),
        ("PSP", "APBN", 1_250_000_000, 1_190_000_000),
        ("PMM", "APBN", 520_000_000, 505_000_000),
        ("WEBINAR", "APBN", 80_000_000, 61_000_000),
        ("KOMBEL", "APBN", 240_000_000, 215_000_000),
        ("GP-KS", "APBN", 160_000_000, 148_000_000),
        ("O2SN", "APBN", 420_000_000, 398_000_000),
        ("MITRA-DD", "hibah mitra", 130_000_000, ""),
    ]
    return [row("budgets", p, 2023, f"{fund}, {REKAAN}", *money) for p, fund, *money in what]


def make_sources(regions):
    who = [("BPMP", "", PROVINCE)]
    who += [
        ("BGP", "", r["region_id"]) for r in regions if r["region_id"] not in (PROVINCE, NO_BGP)
    ]
    who += [("DOMPET-DHUAFA", "MITRA-DD", PROVINCE), ("RUMAH-PINTAR", "MITRA-RP", PROVINCE)]
    who += [(government(here), "O2SN", here) for here in O2SN_HOSTS]
    return [row("sources", *w, "2023-01-01", LAST.isoformat(), "2023-12-05") for w in who]


def make_eligibility():
    reach = {"O2SN": ("SD", "SMP", "SMA"), "MITRA-DD": ("SD", "SMP"), "MITRA-RP": ("SD",)}
    rows = []
    for program, levels in reach.items():
        for level in ("SD", "SMP", "SMA"):
            state = "eligible" if level in levels else "not_eligible"
            rows.append(row("eligibility", program, "", PROVINCE, level, "", state))
    return rows


# --- the package ---------------------------------------------------------------------------------


def describe_field(table, column):
    name, _, kind = column.rstrip("*@").partition(":")
    field = {"name": name, "type": kind or "string"}
    constraints = {}
    if column.endswith("*"):
        constraints["required"] = True
    if column.endswith("@"):
        constraints["pattern"] = r"^\d{4}(-\d{2}(-\d{2})?)?$"
    if (table, name) in ALLOWED:
        constraints["enum"] = ALLOWED[table, name]
    if (table, name) == ("targets", "target_id"):
        constraints["minLength"] = 8  # an NPSN is eight characters, not a number
    return field | ({"constraints": constraints} if constraints else {})


def describe(table):
    what, key, listed, references = TABLES[table]
    schema = {"fields": [describe_field(table, column) for column in listed.split()]}
    if key:
        schema["primaryKey"] = key
    schema["foreignKeys"] = []
    for column, goal in references.items():
        other, field = goal.split(".")
        # A table that refers to itself is not named: so the standard has it.
        reference = {} if other == table else {"resource": other}
        reference["fields"] = [field]
        schema["foreignKeys"].append({"fields": [column], "reference": reference})
    return {
        "name": table,
        "path": f"{table}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": what,
        "schema": schema,
    }


def describe_package():
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "irisan-west-sumatra",
        "title": "Sumatera Barat 2023: BPMP dan BGP (data contoh, sebagian rekaan)",
        "description": (
            "Contoh untuk irisan: kantor, program, tusi dan SMA nyata; semua kegiatan dan angka "
            "rekaan. / An example for irisan: offices, programs, mandates and upper secondary "
            "schools are real; all deliveries and figures are invented."
        ),
        "irisan:invented": (
            "Sebagian rekaan: SD, SMP, gugus, MGMP dan wilayah binaan bernama “Contoh”, seluruh "
            "kegiatan (deliveries), kesepakatan, peran, keanggotaan, anggaran, kapasitas, laporan, "
            "kelayakan, indikator, kebutuhan dan target capaian, serta tusi yang sumbernya "
            "bertanda rekaan, tidak menggambarkan kejadian nyata."
        ),
        "irisan:invented_en": (
            "Partly invented: the schools and groups named “Contoh”, all deliveries, agreements, "
            "roles, memberships, budgets, capacities, sources, eligibility, indicators, needs and "
            "goals, and the mandates whose source says rekaan describe nothing that happened."
        ),
        "licenses": [{"name": "MIT", "title": "MIT License"}],
        "sources": [
            {
                "title": "saazizau/scraping-data-sekolah @ a1389660 (MIT)",
                "path": "https://github.com/saazizau/scraping-data-sekolah",
            },
            {
                "title": "cahyadsn/wilayah @ b7ad440a (MIT)",
                "path": "https://github.com/cahyadsn/wilayah",
            },
            {"title": "Permendikbudristek 11/2022 (BPMP)"},
            {"title": "Permendikbudristek 14/2022 (BGP)"},
        ],
        "resources": [describe(table) for table in TABLES],
    }


def make_tables():
    regions = read_regions()
    governments = make_governments(regions)
    schools = read_schools(regions)
    schools += invent_schools(regions, schools)
    groups, memberships = invent_groups(regions, schools)
    indicators, needs, goals = make_measures(schools)
    return {
        "regions": regions,
        "targets": schools + groups + governments,
        "units": make_units(regions),
        "programs": make_programs(),
        "activities": make_activities(),
        "deliveries": invent_deliveries(schools, groups, governments),
        "mandates": make_mandates(),
        "roles": make_roles(),
        "agreements": make_agreements(),
        "memberships": memberships,
        "budgets": make_budgets(),
        "indicators": indicators,
        "needs": needs,
        "goals": goals,
        "capacities": make_capacities(),
        "sources": make_sources(regions),
        "eligibility": make_eligibility(),
    }


def write(folder):
    for table, rows in make_tables().items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns(table), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"{table}: {len(rows)}")
    package = json.dumps(describe_package(), ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(package, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
