import type { Account } from '../identity/identity.ts';
import { Random } from './random.ts';

const FIRST =
  'Ada, Aisha, Akira, Alejandro, Amina, Ana, Anders, Anouk, Arjun, Astrid, Beatriz, Ben, Bilal, Carmen, Chiara, Chidi, Clara, Daan, Daniel, Deniz, Dmitri, Elena, Elif, Emeka, Emma, Enzo, Eva, Fatima, Felix, Finn, Freja, Gabriel, Hana, Hugo, Ines, Ingrid, Isabel, Ivan, Jack, Jana, Jin-woo, Joana, Jonas, Julia, Kaito, Katarina, Kofi, Lars, Laura, Leila, Leo, Liam, Lin, Lucia, Magnus, Maja, Marta, Mateo, Mei, Mila, Minh, Nadia, Nikolai, Nina, Noah, Nora, Olga, Omar, Oscar, Paula, Pedro, Priya, Rafael, Rania, Ravi, Rosa, Sami, Sara, Seo-yeon, Simon, Sofia, Soren, Tariq, Thea, Theo, Tomas, Uma, Valeria, Viktor, Wanja, Xin, Yara, Yuki, Yusuf, Zara, Zoe';
const LAST =
  'Abbas, Adeyemi, Almeida, Andersen, Bakker, Banerjee, Becker, Berg, Bianchi, Blanc, Brandt, Carvalho, Castillo, Chen, Choi, Costa, Da Silva, Dahl, Diaz, Dubois, Eriksen, Esposito, Farouk, Fernandez, Fischer, Fontaine, Garcia, Greco, Gupta, Haas, Haddad, Hansen, Hoffmann, Horvat, Ibrahim, Ito, Ivanov, Jansen, Johansson, Jung, Kaya, Keller, Kim, Kowalski, Kruger, Kumar, Lambert, Larsen, Lee, Lindholm, Lopez, Maier, Marino, Martin, Mendes, Meyer, Moreau, Mori, Murphy, Nakamura, Navarro, Nguyen, Nielsen, Novak, Nowak, O’Brien, Okafor, Okoye, Oliveira, Olsen, Ortiz, Osei, Park, Patel, Pereira, Petrov, Popescu, Rahman, Ramos, Reyes, Ricci, Rossi, Roth, Ruiz, Sato, Schmidt, Singh, Sorensen, Suzuki, Tanaka, Taylor, Toth, Tran, Vargas, Vogel, Weber, Wójcik, Yilmaz, Zhang, Zimmermann';

export const customerId = (number: number): string => `cus-${String(number).padStart(3, '0')}`;
export const customerEmail = (number: number): string =>
  `customer-${String(number).padStart(3, '0')}@shop.example`;

/** Made-up people. A customer's name depends only on the seed and the customer's number. */
export function generateCustomers(seed: number, numbers: readonly number[]): Account[] {
  const first = new Random(seed, 'first names').shuffled(FIRST.split(', '));
  const last = new Random(seed, 'last names').shuffled(LAST.split(', '));
  return numbers.map((number) => {
    // Steps that share no factor with the lists' lengths, so that no two customers share both names.
    const name = `${first[number % first.length]} ${last[(number * 37 + Math.floor(number / last.length)) % last.length]}`;
    return { id: customerId(number), email: customerEmail(number), name, role: 'customer' };
  });
}

export const STAFF: Account = {
  id: 'staff-001',
  email: 'staff@shop.example',
  name: 'Robin Keeper',
  role: 'staff',
};
